import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { QueryTerm } from "../../src/viewer-api/answers.ts";
import { fetchCompletions } from "../api-client.ts";
import { useAnswer } from "../ui/use-answer.ts";
import { completed, completionLabel, type Unfinished, unfinishedAt } from "./completion.ts";
import { QUERY_PLACEHOLDER } from "./query-examples.ts";

interface FieldProps {
  readonly q: string;
  readonly onInput: (q: string) => void;
}

const NONE = -1;
const NO_ITEMS: readonly QueryTerm[] = [];

/**
 * The field of the query, with a list of keys, services, operations and values as a query could go on. Arrow keys choose,
 * Enter takes over, Escape closes; nothing is chosen until an arrow key was pressed, so that Enter searches.
 */
export function QueryField({ q, onInput }: FieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(NONE);
  const [cursor, setCursor] = useState(q.length);
  const [moveTo, setMoveTo] = useState<number>();
  const unfinished = isOpen ? unfinishedAt(q, cursor) : undefined;
  const items = useCompletions(unfinished);
  useLayoutEffect(() => {
    if (moveTo !== undefined) field.current?.setSelectionRange(moveTo, moveTo);
  }, [moveTo, q]);

  const open = (): void => {
    setOpen(true);
    setChosen(NONE);
    setCursor(field.current?.selectionStart ?? q.length);
    setMoveTo(undefined);
  };
  const take = (item: QueryTerm | undefined): void => {
    if (!unfinished || !item) return;
    const next = completed(q, cursor, unfinished, item);
    onInput(next.q);
    setCursor(next.cursor);
    setMoveTo(next.cursor);
    setChosen(NONE);
    // After a key its values follow; after a value the next condition is the writer's matter.
    setOpen(!next.q.slice(0, next.cursor).endsWith(" "));
  };
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const item = items[chosen];
    if (step !== undefined && !isOpen) open();
    else if (step !== undefined && items.length > 0) setChosen(nextIndex(chosen, step, items.length));
    else if (event.key === "Enter" && item) take(item);
    else if (event.key === "Escape" && items.length > 0) setOpen(false);
    else return;
    event.preventDefault();
  };
  return (
    <div class="query">
      <label for="q">Query</label>
      <input
        ref={field}
        id="q"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={items.length > 0}
        aria-controls="q-completions"
        aria-activedescendant={items[chosen] ? `q-completion-${chosen}` : undefined}
        value={q}
        placeholder={QUERY_PLACEHOLDER}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        onInput={(event) => {
          onInput(event.currentTarget.value);
          open();
        }}
        onKeyDown={press}
        onBlur={() => setOpen(false)}
      />
      <Options
        labels={items.map((item) => (unfinished ? completionLabel(item, unfinished) : ""))}
        chosen={chosen}
        onTake={(index) => take(items[index])}
      />
    </div>
  );
}

/** The completions of what is unfinished: none while they are asked for. */
function useCompletions(unfinished: Unfinished | undefined): readonly QueryTerm[] {
  const asked = unfinished ? `${unfinished.key ?? ""}\n${unfinished.text}` : "";
  const { value } = useAnswer(asked, async (signal) =>
    unfinished ? { asked, items: await fetchCompletions(unfinished.key, unfinished.text, signal) } : undefined,
  );
  return unfinished && value?.asked === asked ? value.items : NO_ITEMS;
}

/** The next or previous of `count` options, around the ends. */
function nextIndex(chosen: number, step: number, count: number): number {
  if (chosen === NONE) return step > 0 ? 0 : count - 1;
  return (chosen + step + count) % count;
}

interface OptionsProps {
  readonly labels: readonly string[];
  readonly chosen: number;
  readonly onTake: (index: number) => void;
}

function Options({ labels, chosen, onTake }: OptionsProps) {
  return (
    <ul id="q-completions" role="listbox" aria-label="Completions" hidden={labels.length === 0}>
      {labels.map((label, index) => (
        <li
          key={label}
          id={`q-completion-${index}`}
          role="option"
          aria-selected={index === chosen}
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(index)}
        >
          {label}
        </li>
      ))}
    </ul>
  );
}
