interface SparklineProps {
  readonly values: readonly number[];
  readonly label: string;
}

const WIDTH = 96;
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
