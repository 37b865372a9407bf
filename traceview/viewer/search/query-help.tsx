import { QUERY_EXAMPLES } from "./query-examples.ts";
import { NO_FILTERS, searchAddress } from "../url.ts";

/** The forms of the query language; each example is a link to its search. */
export function QueryHelp() {
  return (
    <details class="query-help">
      <summary>How to ask</summary>
      <dl>
        {QUERY_EXAMPLES.map(({ form, meaning, example }) => (
          <div key={form}>
            <dt>
              <code>{form}</code>
            </dt>
            <dd>
              {meaning}
              <br />
              <a href={searchAddress({ ...NO_FILTERS, q: example })}>
                <code>{example}</code>
              </a>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
