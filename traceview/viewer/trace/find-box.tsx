export interface FindBoxProps {
  readonly text: string;
  readonly hits: ReadonlySet<number>;
  /** The current match. */
  readonly at: number | undefined;
  readonly onText: (text: string) => void;
  readonly onStep: (by: 1 | -1) => void;
}

export function FindBox({ text, hits, at, onText, onStep }: FindBoxProps) {
  const place = at === undefined ? 0 : [...hits].indexOf(at) + 1;
  const keyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter") onStep(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") (event.currentTarget as HTMLElement).blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search class="find">
      <label class="visually-hidden" for="find">
        Find in this trace
      </label>
      <input
        id="find"
        type="search"
        placeholder="Find in this trace ( / )"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={keyDown}
      />
      {text.trim() !== "" && (
        <>
          <output class="quiet">{hits.size === 0 ? "nothing" : `${place || "–"} of ${hits.size}`}</output>
          <button type="button" class="plain-button" onClick={() => onStep(-1)} aria-label="Find before">
            <span class="icon" data-icon="↑" />
          </button>
          <button type="button" class="plain-button" onClick={() => onStep(1)} aria-label="Next find">
            <span class="icon" data-icon="↓" />
          </button>
        </>
      )}
    </search>
  );
}
