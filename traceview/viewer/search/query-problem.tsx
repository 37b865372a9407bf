import type { SearchAnswer } from "../../src/viewer-api/answers.ts";

/** A query's syntax error, with a mark at its position. */
export function QueryProblem({ q, problem }: { readonly q: string; readonly problem: SearchAnswer["problem"] }) {
  if (!problem) return null;
  return (
    <div class="notice alert" role="alert">
      <p>The query cannot be read: {problem.message}</p>
      <pre class="query-problem">
        {q.slice(0, problem.position)}
        <mark>{q.slice(problem.position) || " "}</mark>
      </pre>
    </div>
  );
}
