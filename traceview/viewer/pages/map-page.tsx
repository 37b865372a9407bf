import { durationText } from "@hipstershop/traces";
import { useEffect } from "preact/hooks";
import type { ServiceMap } from "../../src/viewer-api/answers.ts";
import { fetchMap } from "../api-client.ts";
import { countText, percentText, rateText } from "../ui/format.ts";
import { Loading, Problem, Swatch } from "../ui/parts.tsx";
import { useAnswer } from "../ui/use-answer.ts";
import { Lookback, lookbackOf } from "./lookback.tsx";
import { Drawing, edgeAddress } from "./map-drawing.tsx";

const REFRESH_MS = 5000;

export function MapPage({ url }: { readonly url: URL }) {
  const lookbackMs = lookbackOf(url);
  const { value, error } = useAnswer(`map ${lookbackMs}`, (signal) => fetchMap(lookbackMs, signal), REFRESH_MS);
  useEffect(() => {
    document.title = "Service map · traces";
  }, []);
  return (
    <>
      <div class="page-title">
        <h1>Service map</h1>
        <Lookback url={url} />
      </div>
      <Problem error={error} />
      {!value && !error && <Loading what="the map" />}
      {value && value.nodes.length + value.edges.length === 0 && (
        <p class="empty">Nobody has called anybody in this time.</p>
      )}
      {value && value.nodes.length + value.edges.length > 0 && (
        <>
          <Drawing map={value} />
          <Legend />
          <EdgeTable map={value} />
        </>
      )}
    </>
  );
}

/** What the map's figures and lines mean. */
function Legend() {
  return (
    <dl class="map-legend" aria-label="Legend">
      <div>
        <dt>1.8/s</dt>
        <dd>calls per second that a service received, or that a line carries</dd>
      </div>
      <div>
        <dt>p95 4.2 ms</dt>
        <dd>of 100 calls, 95 took no longer; on a line the figure stands alone</dd>
      </div>
      <div>
        <dt class="failed">3 % err</dt>
        <dd>share of calls that failed; frame or line are red where any did</dd>
      </div>
      <div>
        <dt>
          <svg class="legend-lines" width="44" height="14" viewBox="0 0 44 14" aria-hidden="true">
            <path d="M0 3H44" class="edge-line" stroke-width="1" />
            <path d="M0 10H44" class="edge-line" stroke-width="5" />
          </svg>
          <span class="visually-hidden">thin and thick lines</span>
        </dt>
        <dd>few calls and many, from caller to callee</dd>
      </div>
      <div>
        <dt>
          <span class="swatch legend-swatch" aria-hidden="true" />
          <span class="visually-hidden">the bar at the left</span>
        </dt>
        <dd>the service's colour, the same on every page</dd>
      </div>
    </dl>
  );
}

function EdgeTable({ map }: { readonly map: ServiceMap }) {
  return (
    <div class="table-place" tabIndex={0} role="group" aria-label="Calls">
      <table class="figures">
        <caption>Calls between services</caption>
        <thead>
          <tr>
            {["From", "To", "Calls", "Rate", "Errors", "p50", "p95"].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {map.edges
            .toSorted((a, b) => b.calls - a.calls)
            .map((edge) => (
              <tr key={`${edge.from} ${edge.to}`}>
                <td>
                  <Swatch service={edge.from} /> {edge.from}
                </td>
                <td>
                  <Swatch service={edge.to} /> <a href={edgeAddress(edge)}>{edge.to}</a>
                </td>
                <td>{countText(edge.calls)}</td>
                <td>{rateText(edge.ratePerSecond)}</td>
                <td class={edge.errorShare > 0 ? "failed" : ""}>{percentText(edge.errorShare)}</td>
                <td>{durationText(edge.p50)}</td>
                <td>{durationText(edge.p95)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
