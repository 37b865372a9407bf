import { useState } from "preact/hooks";
import type { Contrast, SharedAnswer } from "../../src/viewer-api/answers.ts";
import { fetchShared } from "../api-client.ts";
import { clockText, countedNoun } from "../ui/format.ts";
import { Problem } from "../ui/parts.tsx";
import { useAnswer } from "../ui/use-answer.ts";
import { apiQuery, compareAddress, type Filters, filtersQuery, searchAddress, withTerm } from "../url.ts";
import { type Mark, markAddress, markQuery, termsQuery } from "./mark.ts";

const SHOWN_FIRST = 5;
const ALIKE_MAX = 6;

interface PanelProps {
  readonly filters: Filters;
  readonly mark: Mark;
  readonly onMark: (mark: Mark | undefined) => void;
}

/** What the traces in a marked area of the chart share. */
export function SharedPanel({ filters, mark, onMark }: PanelProps) {
  const { value, error, loading } = useAnswer(markAddress(filters, mark), (signal) =>
    fetchShared(markQuery(apiQuery(filters, Date.now()), mark), signal),
  );
  return (
    <section class="shared" aria-labelledby="shared-title">
      <h2 id="shared-title">What do the marked ones share?</h2>
      <MarkForm key={markAddress(filters, mark)} mark={mark} onMark={onMark} />
      <Problem error={error} />
      <p role="status">{value && !error ? countsText(value) : loading ? "Looking …" : ""}</p>
      {value && !error && <Contrasts answer={value} filters={filters} />}
    </section>
  );
}

function Contrasts({ answer, filters }: Omit<RowProps, "contrast">) {
  const { contrasts } = answer;
  const [all, setAll] = useState(false);
  return (
    <>
      <ol class="contrasts">
        {contrasts.slice(0, all ? contrasts.length : SHOWN_FIRST).map((contrast) => (
          <Row key={`${contrast.kind} ${contrast.name}`} contrast={contrast} answer={answer} filters={filters} />
        ))}
      </ol>
      {contrasts.length > SHOWN_FIRST && (
        <button type="button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `Show ${contrasts.length - SHOWN_FIRST} more`}
        </button>
      )}
    </>
  );
}

function countsText({ marked, others, note }: SharedAnswer): string {
  return `${countedNoun(marked, "trace")} of ${marked + others} ${marked === 1 ? "is" : "are"} marked. ${note}`;
}

function MarkForm({ mark, onMark }: Omit<PanelProps, "filters">) {
  const [draft, setDraft] = useState(mark);
  const submit = (event: Event): void => {
    event.preventDefault();
    onMark(draft);
  };
  const field = (label: string, name: "slower" | "faster") => (
    <label>
      {label}{" "}
      <input
        value={draft[name]}
        autocomplete="off"
        size={7}
        pattern="\s*\d+(\.\d+)?\s*(us|µs|ms|s|m)\s*"
        title="A number and us, ms, s or m"
        onInput={(event) => setDraft({ ...draft, [name]: event.currentTarget.value.replaceAll(/\s/g, "") })}
      />
    </label>
  );
  return (
    <form class="mark-form" onSubmit={submit}>
      {field("Slower than", "slower")}
      {field("At most", "faster")}
      <button type="submit">Mark</button>
      {(mark.from !== "" || mark.to !== "") && (
        <button type="button" onClick={() => onMark({ ...draft, from: "", to: "" })}>
          {timeText(mark)} <span class="icon" data-icon="✕" /> <span class="visually-hidden">any time</span>
        </button>
      )}
      <button type="button" onClick={() => onMark(undefined)}>
        Unmark
      </button>
    </form>
  );
}

function timeText({ from, to }: Mark): string {
  const clock = (us: string) => (us === "" ? "…" : clockText(Number(us)).slice(0, 8));
  return `${clock(from)} – ${clock(to)}`;
}

interface RowProps {
  readonly contrast: Contrast;
  readonly answer: SharedAnswer;
  readonly filters: Filters;
}

function Row({ contrast, answer, filters }: RowProps) {
  const { name, terms, marked, others, pValue, alike } = contrast;
  const own = termsQuery(terms);
  const all = filtersQuery(filters);
  return (
    <li>
      <div class="contrast-name">
        <b>{name}</b>
        <a href={searchAddress({ ...filters, q: withTerm(filters.q, own) })} aria-label={`Search: ${name}`}>
          Search
        </a>
        <a
          href={compareAddress(`q:${withTerm(all, own, "without")}`, `q:${withTerm(all, own)}`)}
          aria-label={`Compare without and with: ${name}`}
        >
          Compare
        </a>
      </div>
      <div class="contrast-shares" title={pValue < 0.001 ? "p < 0.001" : `p ${pValue.toFixed(3)}`}>
        <Share what="marked" hits={marked} total={answer.marked} />
        <Share what="others" hits={others} total={answer.others} />
      </div>
      {alike.length > 0 && <p class="quiet">In the same traces: {alikeText(alike)}</p>}
    </li>
  );
}

function alikeText(alike: readonly string[]): string {
  const more = alike.length - ALIKE_MAX;
  return `${alike.slice(0, ALIKE_MAX).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

interface ShareProps {
  readonly what: string;
  readonly hits: number;
  readonly total: number;
}

function Share({ what, hits, total }: ShareProps) {
  return (
    <span class={`contrast-share ${what}`}>
      <span class="contrast-bar" aria-hidden="true">
        <span style={{ width: `${(hits / Math.max(1, total)) * 100}%` }} />
      </span>{" "}
      {hits} of {total} {what}
    </span>
  );
}
