import type { Instant, Point, Track } from "../promql/query.ts";

/** A number as Prometheus writes it in JSON: digits of ES6, exponents of two digits, and +Inf. */
export function numberText(value: number): string {
  if (Object.is(value, -0)) return "-0";
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  return String(value).replace(/e([+-])(\d)$/, "e$10$2");
}

const pointOf = ([time, value]: Point) => [time / 1000, numberText(value)];

/** The field `data` of an answer with series over time. */
export function matrixData(tracks: readonly Track[]) {
  return {
    resultType: "matrix",
    result: tracks.map(({ labels, points }) => ({ metric: labels, values: points.map(pointOf) })),
  };
}

/** The field `data` of an answer for one time. */
export function instantData(instant: Instant, time: number) {
  switch (instant.type) {
    case "string":
      return { resultType: "string", result: [time / 1000, instant.value] };
    case "scalar":
      return { resultType: "scalar", result: pointOf([time, instant.value]) };
    case "matrix":
      return matrixData(instant.tracks);
    case "vector": {
      const result = instant.vector.map(({ labels, value }) => ({ metric: labels, value: pointOf([time, value]) }));
      return { resultType: "vector", result };
    }
  }
}
