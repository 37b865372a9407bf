import { parseFloatText } from "../promql/literals.ts";
import type { Label } from "../store/labels.ts";
import { METRIC_NAME } from "../store/labels.ts";

/** A line of the text format 0.0.4 with a sample. */
export interface ExposedSample {
  /** Name and labels as written: the same for each scrape of a series, so it is read once. */
  readonly series: string;
  readonly value: number;
  /** Unix time in milliseconds, for the few lines that tell it. */
  readonly time?: number;
}

/** Says which line is not in the text format. */
export class ExpositionError extends Error {
  constructor(line: string, problem: string) {
    super(`${problem} in the line ${JSON.stringify(line.length > 200 ? `${line.slice(0, 200)}…` : line)}`);
    this.name = "ExpositionError";
  }
}

/** The samples of a text in the format 0.0.4. Comments, with types and units, are skipped. Throws an ExpositionError. */
export function* samplesOf(text: string): Generator<ExposedSample> {
  for (const written of text.split("\n")) {
    const line = written.trim();
    if (line === "" || line.startsWith("#")) continue;
    // Values and times have no braces, so that the last one ends the labels, whatever those contain.
    const labelsEnd = line.lastIndexOf("}") + 1;
    const nameEnd = line.search(/[ \t]/);
    const end = labelsEnd > 0 ? labelsEnd : nameEnd < 0 ? line.length : nameEnd;
    const [number = "", time, ...more] = line
      .slice(end)
      .trim()
      .split(/[ \t]+/);
    const value = parseFloatText(number);
    if (value === undefined) throw new ExpositionError(line, `${JSON.stringify(number)} is no number`);
    if (more.length > 0 || (time !== undefined && !/^-?\d+$/.test(time))) {
      throw new ExpositionError(line, "after the value only a time in milliseconds is allowed");
    }
    yield { series: line.slice(0, end), value, ...(time !== undefined && { time: Number(time) }) };
  }
}

const NAME = /[a-zA-Z_:][\w:]*/y;
const LABEL = /[ \t]*([a-zA-Z_]\w*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*(,|(?=\}))/y;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", "\\": "\\", '"': '"' };

/** Name and labels of a series as written in a line. Throws an ExpositionError. */
export function labelsOf(series: string): readonly Label[] {
  NAME.lastIndex = 0;
  const name = NAME.exec(series)?.[0];
  if (name === undefined) throw new ExpositionError(series, "a metric's name is missing");
  const labels = new Map([[METRIC_NAME, name]]);
  let rest = series.slice(name.length).trim();
  if (rest === "") return [...labels];
  if (!rest.startsWith("{")) throw new ExpositionError(series, "labels must be in braces");
  rest = rest.slice(1);
  LABEL.lastIndex = 0;
  for (let at = 0; rest.slice(at).trim() !== "}"; at = LABEL.lastIndex) {
    const [, label, value = ""] = LABEL.exec(rest) ?? [];
    if (label === undefined)
      throw new ExpositionError(series, 'labels must be written name="value", with commas between');
    if (labels.has(label)) throw new ExpositionError(series, `the label ${label} is there twice`);
    // Of other characters the backslash is a part, as for Prometheus.
    labels.set(
      label,
      value.replace(/\\(.)/gs, (pair, one: string) => ESCAPES[one] ?? pair),
    );
  }
  return [...labels];
}
