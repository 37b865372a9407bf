import { durationText } from "@hipstershop/traces";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Red, ServiceMap } from "../../src/viewer-api/answers.ts";
import { fetchMap } from "../api-client.ts";
import { colourOf } from "../ui/colours.ts";
import { countText, percentText, rateText } from "../ui/format.ts";
import { goTo } from "../ui/navigation.ts";
import { Loading, Problem, Swatch } from "../ui/parts.tsx";
import { useAnswer } from "../ui/use-answer.ts";
import { withBasePath, NO_FILTERS, quotedValue, searchAddress } from "../url.ts";
import { Lookback, lookbackOf } from "./lookback.tsx";
import { NODE_HEIGHT, NODE_WIDTH, type Placed, placeMap } from "./map-layout.ts";

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
          <EdgeTable map={value} />
        </>
      )}
    </>
  );
}

/** The search URL for traces in which one service calls another, or a database. */
function edgeAddress({ from, to, isDatabase }: Edge): string {
  const q = isDatabase
    ? `service=${quotedValue(from)} database=${quotedValue(to)}`
    : `service=${quotedValue(to)} caller=${quotedValue(from)}`;
  return searchAddress({ ...NO_FILTERS, q });
}

function figuresText({ ratePerSecond, errorShare, p95 }: Red): string {
  return `${rateText(ratePerSecond)}, ${percentText(errorShare)} errors, p95 ${durationText(p95)}`;
}

function Drawing({ map }: { readonly map: ServiceMap }) {
  const shape = [...map.nodes.map((node) => node.service), ...map.edges.map(({ from, to }) => `${from} ${to}`)].join();
  const placed = useMemo(() => placeMap(map, innerWidth > 740 ? "LR" : "TB"), [shape]);
  const nodes = new Map(map.nodes.map((node) => [node.service, node]));
  const edges = new Map(map.edges.map((edge) => [`${edge.from} ${edge.to}`, edge]));
  const panel = useRef<HTMLDivElement>(null);
  // A map that is larger than its panel opens at the service that no other calls.
  useLayoutEffect(() => {
    const entry = entryOf(map, placed);
    const { clientWidth = 0, clientHeight = 0 } = panel.current ?? {};
    if (entry) panel.current?.scrollTo(entry.x - clientWidth / 2, entry.y - clientHeight / 2);
  }, [placed]);
  return (
    <div ref={panel} class="map" tabIndex={0} role="group" aria-label="Service map; the table below holds the same">
      <div class="map-sheet" style={{ width: `${placed.width}px`, height: `${placed.height}px` }}>
        <Lines placed={placed} edges={edges} />
        {placed.edges.map(({ from, to, x, y }) => {
          const edge = edges.get(`${from} ${to}`);
          return edge && <EdgeLabel key={`${from} ${to}`} edge={edge} x={x} y={y} />;
        })}
        {placed.nodes.map(({ service, x, y }) => (
          <Node key={service} service={service} x={x} y={y} red={nodes.get(service)} />
        ))}
      </div>
    </div>
  );
}

type Edge = ServiceMap["edges"][number];

/** Where the service is that no other calls; of several the one with the most requests. */
function entryOf({ nodes, edges }: ServiceMap, placed: Placed) {
  const called = new Set(edges.map(({ to }) => to));
  const [entry] = nodes.filter(({ service }) => !called.has(service)).toSorted((a, b) => b.calls - a.calls);
  return placed.nodes.find(({ service }) => service === entry?.service);
}

/** Makes lines clickable; the accessible links are their labels. */
function Lines({ placed, edges }: { readonly placed: Placed; readonly edges: ReadonlyMap<string, Edge> }) {
  const most = Math.max(1, ...[...edges.values()].map((edge) => edge.calls));
  return (
    <svg width={placed.width} height={placed.height} aria-hidden="true">
      <defs>
        <marker
          id="arrow"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          orient="auto"
          markerUnits="userSpaceOnUse"
        >
          <path d="M0 0L8 4L0 8z" class="arrow" />
        </marker>
      </defs>
      {placed.edges.map(({ from, to, path }) => {
        const edge = edges.get(`${from} ${to}`);
        const failed = (edge?.errorShare ?? 0) > 0;
        return (
          <g
            key={`${from} ${to}`}
            class={failed ? "edge failed" : "edge"}
            onClick={() => edge && goTo(edgeAddress(edge))}
          >
            <path d={path} class="edge-reach" />
            <path
              d={path}
              class="edge-line"
              stroke-width={1 + ((edge?.calls ?? 0) / most) * 4}
              marker-end="url(#arrow)"
            />
          </g>
        );
      })}
    </svg>
  );
}

function EdgeLabel({ edge, x, y }: { readonly edge: Edge; readonly x: number; readonly y: number }) {
  const { from, to, errorShare } = edge;
  return (
    <a
      href={edgeAddress(edge)}
      class="edge-label"
      title={`${from} to ${to}: ${figuresText(edge)}`}
      style={{ left: `${x}px`, top: `${y}px` }}
    >
      <span class="visually-hidden">
        {from} to {to}:{" "}
      </span>
      <span>{rateText(edge.ratePerSecond)}</span>{" "}
      {errorShare > 0 && <b class="failed">{percentText(errorShare)} err</b>} <span>{durationText(edge.p95)}</span>
    </a>
  );
}

interface NodeProps {
  readonly service: string;
  readonly x: number;
  readonly y: number;
  readonly red: Red | undefined;
}

function Node({ service, x, y, red }: NodeProps) {
  const failed = (red?.errorShare ?? 0) > 0;
  const address = red
    ? withBasePath(`/monitor?service=${encodeURIComponent(service)}`)
    : searchAddress({ ...NO_FILTERS, q: service });
  return (
    <a
      href={address}
      class={`node ${colourOf(service)}${failed ? " failing" : ""}${red ? "" : " outside"}`}
      style={{
        left: `${x - NODE_WIDTH / 2}px`,
        top: `${y - NODE_HEIGHT / 2}px`,
        width: `${NODE_WIDTH}px`,
        height: `${NODE_HEIGHT}px`,
      }}
    >
      <b>{service}</b>
      {red && (
        <>
          <span>
            {rateText(red.ratePerSecond)} · p95 {durationText(red.p95)}
          </span>
          <span class={failed ? "failed" : "quiet"}>{percentText(red.errorShare)} errors</span>
        </>
      )}
    </a>
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
