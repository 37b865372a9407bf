import { useEffect, useState } from "preact/hooks";
import { GROUP_EXAMPLE } from "../search/query-examples.ts";
import { fetchComparison } from "../api-client.ts";
import { countedNoun } from "../ui/format.ts";
import { goTo } from "../ui/navigation.ts";
import { Loading, Problem } from "../ui/parts.tsx";
import { useAnswer } from "../ui/use-answer.ts";
import { withBasePath, compareAddress } from "../url.ts";
import { Differences } from "./differences.tsx";

interface CompareProps {
  readonly a: string;
  readonly b: string;
}

export function ComparePage({ a, b }: CompareProps) {
  useEffect(() => {
    document.title = "Compare · traces";
  }, []);
  return (
    <>
      <h1>Compare</h1>
      <CompareForm key={`${a} ${b}`} a={a} b={b} />
      {a !== "" && b !== "" ? (
        <Result a={a} b={b} />
      ) : (
        <p class="empty">
          Compare two traces, or two groups of them: a revision with the one before, the time before a change with the
          time after. Give trace ids, separated by commas, or <code>q:</code> and a query, such as{" "}
          <code>q:{GROUP_EXAMPLE}</code>. In the list of traces, mark two.
        </p>
      )}
    </>
  );
}

function CompareForm({ a, b }: CompareProps) {
  const [first, setFirst] = useState(a);
  const [second, setSecond] = useState(b);
  const submit = (event: Event): void => {
    event.preventDefault();
    goTo(compareAddress(first.trim(), second.trim()));
  };
  const field = (label: string, value: string, change: (text: string) => void) => (
    <label>
      {label}
      <input
        value={value}
        required
        autocomplete="off"
        spellcheck={false}
        placeholder="trace id, or q: and a query"
        onInput={(event) => change(event.currentTarget.value)}
      />
    </label>
  );
  return (
    <form class="compare-form" onSubmit={submit}>
      {field("A, before", first, setFirst)}
      {field("B, after", second, setSecond)}
      <button type="submit" class="primary">
        Compare
      </button>
      <button type="button" onClick={() => goTo(compareAddress(b, a))} disabled={a === "" || b === ""}>
        Swap
      </button>
    </form>
  );
}

function Result({ a, b }: CompareProps) {
  const { value, error, loading } = useAnswer(`${a} ${b}`, (signal) => fetchComparison(a, b, signal));
  if (error) return <Problem error={error} />;
  if (!value) return loading ? <Loading what="the comparison" /> : null;
  return (
    <>
      <p class="verdict-line" role="status">
        {value.headline}
      </p>
      {value.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      <p class="quiet">
        A: {group(a, value.a.traces)}. B: {group(b, value.b.traces)}. Times are medians per path.
      </p>
      {value.differences.length > 0 && <Differences comparison={value} />}
    </>
  );
}

function group(text: string, traces: number) {
  const isTrace = /^[\da-f]{1,32}$/i.test(text);
  return isTrace ? (
    <a href={withBasePath(`/trace/${text}`)}>trace {text}</a>
  ) : (
    <>
      {countedNoun(traces, "trace")} of <code>{text}</code>
    </>
  );
}
