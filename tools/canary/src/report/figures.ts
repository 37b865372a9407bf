const SHARE = "share";
const MINUTE_S = 60;
const HOUR_S = 3600;
const SMALL = 1e-6;
const [THOUSAND, MILLION] = [1000, 1e6];

const digits = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const scientific = new Intl.NumberFormat("en", { notation: "scientific", maximumSignificantDigits: 3 });

/** A number to three digits, below a million with all before the point: "0.123", "12,345", "66.1M", "−4.5e-9". */
export function figureText(value: number): string {
  if (Number.isNaN(value)) return "none";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text = formatOf(size).format(size).replace("E", "e");
  return value < 0 && text !== "0" ? `−${text}` : text;
}

function formatOf(size: number): Intl.NumberFormat {
  if (size >= MILLION) return compact;
  if (size >= THOUSAND) return whole;
  return size > 0 && size < SMALL ? scientific : digits;
}

/** A value of a metric with its unit: "38.5 %", "12 ms". */
export function valueText(value: number, unit: string | undefined): string {
  if (unit === undefined) return figureText(value);
  if (Number.isNaN(value)) return "none";
  return unit === SHARE ? `${figureText(value * 100)} %` : `${figureText(value)} ${unit}`;
}

/** A difference to two digits with its unit; between shares in percentage points. */
export function differenceText(value: number, unit: string | undefined): string {
  return `${roughText(value, unit)}${differenceUnit(unit)}`;
}

/** Without the unit. The judge finds differences to four places only, so that 0.1 may be 0.09993. */
function roughText(value: number, unit: string | undefined): string {
  const rough = Number((unit === SHARE ? value * 100 : value).toPrecision(2));
  return figureText(rough);
}

function differenceUnit(unit: string | undefined): string {
  if (unit === undefined) return "";
  return unit === SHARE ? " percentage points" : ` ${unit}`;
}

/** A range of differences, with the unit once: "8.2 to 10.7 percentage points". */
export function rangeText([from, to]: readonly [number, number], unit: string | undefined, between = "to"): string {
  return `${roughText(from, unit)} ${between} ${differenceText(to, unit)}`;
}

/** An estimated difference with its interval: "9.4 (8.2 to 10.7) percentage points". */
export function estimateText(estimate: number, [lower, upper]: readonly [number, number], unit?: string): string {
  const [middle, from, to] = [estimate, lower, upper].map((value) => roughText(value, unit));
  return `${middle} (${from} to ${to})${differenceUnit(unit)}`;
}

/** A share of 0 to 1 in percent. */
export function percentText(share: number): string {
  return `${figureText(share * 100)} %`;
}

/** "12 values", "1 value". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${figureText(count)} ${count === 1 ? one : many}`;
}

/** "a, b and c". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** "2026-11-30 10:03:00 UTC" */
export function dateText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** "10:03:00", in UTC. */
export function clockText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(11, 19);
}

/** "45 s", "3 min 5 s", "1 h 2 min" */
export function durationText(seconds: number): string {
  if (seconds < MINUTE_S) return `${figureText(seconds)} s`;
  const all = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(all / HOUR_S), Math.floor((all % HOUR_S) / MINUTE_S), all % MINUTE_S];
  const parts = hours > 0 ? [`${hours} h`, minutes && `${minutes} min`] : [`${minutes} min`, rest && `${rest} s`];
  return parts.filter(Boolean).join(" ");
}

/** "0:45", "12:30", "1:02:30": time since a start. */
export function elapsedText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 100) / 10;
  const two = (n: number) => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / HOUR_S), Math.floor((seconds % HOUR_S) / MINUTE_S)];
  const rest = Math.round((seconds % MINUTE_S) * 10) / 10;
  const tail = Number.isInteger(rest) ? two(rest) : rest.toFixed(1).padStart(4, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${tail}` : `${minutes}:${tail}`;
}
