import { durationText } from "@hipstershop/traces";
import { useMemo, useRef } from "preact/hooks";
import type { Red, ServiceMap } from "../../src/viewer-api/answers.ts";
import { colourOf } from "../ui/colours.ts";
import { percentText, rateText } from "../ui/format.ts";
import { useShortcuts } from "../ui/keys.ts";
import { goTo } from "../ui/navigation.ts";
import { withBasePath, NO_FILTERS, quotedValue, searchAddress } from "../url.ts";
import { type Placed, placeMap } from "./map-layout.ts";
import { useWidth, useZoom } from "./use-zoom.ts";

export type Edge = ServiceMap["edges"][number];

/** Scale up to which a small map is enlarged to fill its panel. */
const SCALE_MAX = 1.1;

/** The search URL for traces in which one service calls another, or a database. */
export function edgeAddress({ from, to, isDatabase }: Edge): string {
  const q = isDatabase
    ? `service=${quotedValue(from)} database=${quotedValue(to)}`
    : `service=${quotedValue(to)} caller=${quotedValue(from)}`;
  return searchAddress({ ...NO_FILTERS, q });
}

/** The services and their calls; the whole of it fits the panel's width until somebody zooms in. */
export function Drawing({ map }: { readonly map: ServiceMap }) {
  const panel = useRef<HTMLDivElement>(null);
  const width = useWidth(panel);
  const { zoom, zoomIn, zoomOut, fit } = useZoom(panel);
  useShortcuts([
    { keys: ["+", "="], help: "Zoom in", run: zoomIn },
    { keys: ["-"], help: "Zoom out", run: zoomOut },
    { keys: ["0"], help: "The whole map", run: fit },
  ]);
  const shape = [...map.nodes.map((node) => node.service), ...map.edges.map(({ from, to }) => `${from} ${to}`)].join();
  const placed = useMemo(() => (width === 0 ? undefined : placeMap(map, width)), [shape, width]);
  const fitting = placed ? Math.min(SCALE_MAX, width / placed.width) : 1;
  return (
    <div class="map-frame">
      <div class="map-tools" role="group" aria-label="Zoom">
        <button type="button" title="Zoom out (-)" aria-label="Zoom out" onClick={zoomOut}>
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path d="M1 6H11" class="icon-line" />
          </svg>
        </button>
        <button type="button" title="Zoom in (+)" aria-label="Zoom in" onClick={zoomIn}>
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path d="M1 6H11M6 1V11" class="icon-line" />
          </svg>
        </button>
        <button type="button" title="The whole map (0)" onClick={fit}>
          Fit
        </button>
      </div>
      <div
        ref={panel}
        class="map"
        tabIndex={0}
        role="group"
        aria-label="Service map; the table below holds the same"
        style={{ height: `${(placed?.height ?? 0) * fitting + 2}px` }}
      >
        {placed && <Sheet placed={placed} map={map} scale={fitting * zoom} />}
      </div>
    </div>
  );
}

interface SheetProps {
  readonly placed: Placed;
  readonly map: ServiceMap;
  readonly scale: number;
}

function Sheet({ placed, map, scale }: SheetProps) {
  const nodes = new Map(map.nodes.map((node) => [node.service, node]));
  const edges = new Map(map.edges.map((edge) => [`${edge.from} ${edge.to}`, edge]));
  const { width, height } = placed;
  return (
    <div class="map-room" style={{ width: `${width * scale}px`, height: `${height * scale}px` }}>
      <div
        class={`map-sheet ${placed.isUpright ? "upright" : ""}`}
        style={{ width: `${width}px`, height: `${height}px`, transform: `scale(${scale})` }}
      >
        <Lines placed={placed} edges={edges} />
        {placed.hasLabels &&
          placed.edges.map(({ from, to, x, y }) => {
            const edge = edges.get(`${from} ${to}`);
            return edge && <EdgeLabel key={`${from} ${to}`} edge={edge} x={x} y={y} />;
          })}
        {placed.nodes.map(({ service, x, y }) => (
          <Node key={service} service={service} x={x} y={y} red={nodes.get(service)} placed={placed} />
        ))}
      </div>
    </div>
  );
}

interface LinesProps {
  readonly placed: Placed;
  readonly edges: ReadonlyMap<string, Edge>;
}

/** Makes lines clickable; the accessible links are their labels and those of the table. */
function Lines({ placed, edges }: LinesProps) {
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
            <path d={path} class="edge-reach">
              {edge && <title>{edgeText(edge)}</title>}
            </path>
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

function edgeText({ from, to, ratePerSecond, errorShare, p95 }: Edge): string {
  return `${from} to ${to}: ${rateText(ratePerSecond)}, ${percentText(errorShare)} errors, p95 ${durationText(p95)}`;
}

function EdgeLabel({ edge, x, y }: { readonly edge: Edge; readonly x: number; readonly y: number }) {
  const { from, to, errorShare } = edge;
  return (
    <a href={edgeAddress(edge)} class="edge-label" title={edgeText(edge)} style={{ left: `${x}px`, top: `${y}px` }}>
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
  readonly placed: Placed;
}

function Node({ service, x, y, red, placed: { nodeWidth, nodeHeight } }: NodeProps) {
  const failed = (red?.errorShare ?? 0) > 0;
  const address = red
    ? withBasePath(`/monitor?service=${encodeURIComponent(service)}`)
    : searchAddress({ ...NO_FILTERS, q: service });
  return (
    <a
      href={address}
      class={`node ${colourOf(service)}${failed ? " failing" : ""}${red ? "" : " outside"}`}
      style={{
        left: `${x - nodeWidth / 2}px`,
        top: `${y - nodeHeight / 2}px`,
        width: `${nodeWidth}px`,
        height: `${nodeHeight}px`,
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
