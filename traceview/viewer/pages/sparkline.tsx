import { ticksBefore, unitFor } from "../ui/time-ticks.ts";

interface SparklineProps {
  readonly values: readonly number[];
  readonly label: string;
}

const WIDTH = 112;
const HEIGHT = 24;

/** A line chart without axes, scaled from 0 to its maximum. */
export function Sparkline({ values, label }: SparklineProps) {
  const most = Math.max(...values, 1e-9);
  const step = WIDTH / Math.max(1, values.length - 1);
  const points = values.map(
    (value, index) => `${(index * step).toFixed(1)} ${(HEIGHT - 2 - (value / most) * (HEIGHT - 4)).toFixed(1)}`,
  );
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={label}
    >
      {points.length > 1 && <path d={`M0 ${HEIGHT}L${points.join("L")}L${WIDTH} ${HEIGHT}z`} class="spark-area" />}
      <path d={`M${points.join("L")}`} class="spark-line" />
    </svg>
  );
}

/** Shares over time, a bar for each step that has one: nothing is drawn where the share is 0. */
export function ShareBars({ values, label }: SparklineProps) {
  const most = Math.max(...values, 1e-9);
  const step = WIDTH / Math.max(1, values.length);
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={label}
    >
      {values.map((value, index) => {
        if (value === 0) return null;
        const height = Math.max(3, (value / most) * (HEIGHT - 4));
        return (
          <rect
            key={index}
            x={(index * step).toFixed(1)}
            y={(HEIGHT - 2 - height).toFixed(1)}
            width={Math.max(2, step - 0.5).toFixed(1)}
            height={height.toFixed(1)}
            class="share-bar"
          />
        );
      })}
    </svg>
  );
}

const AXIS_HEIGHT = 16;

/** The time axis of the charts below it: how long ago. */
export function TimeAxis({ lookbackMs }: { readonly lookbackMs: number }) {
  const seconds = lookbackMs / 1000;
  const unit = unitFor(seconds);
  return (
    <svg class="sparkline time-axis" width={WIDTH} height={AXIS_HEIGHT} aria-hidden="true">
      {ticksBefore(seconds).map((tick, index) => {
        const x = WIDTH * (1 + tick / seconds);
        const anchor = x < 12 ? "start" : x > WIDTH - 12 ? "end" : "middle";
        return (
          <g key={tick}>
            <path d={`M${x.toFixed(1)} ${AXIS_HEIGHT - 3}V${AXIS_HEIGHT}`} />
            <text x={x.toFixed(1)} y={AXIS_HEIGHT - 5} text-anchor={anchor}>
              {tick === 0 ? "now" : `${Math.round(-tick / unit.seconds)}${index === 0 ? unit.name : ""}`}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
