const MILLISECONDS = new Intl.NumberFormat("en", { minimumFractionDigits: 3, maximumFractionDigits: 3 });
const COUNT = new Intl.NumberFormat("en");
const MIB = 1024 * 1024;

/** Microseconds as milliseconds with every digit: "1,234.567 ms". */
export function milliseconds(us: number): string {
  return `${MILLISECONDS.format(us / 1000)} ms`;
}

/** A number for people: "100,000". */
export function count(number: number): string {
  return COUNT.format(number);
}

/** "1 span", "2 spans". */
export function counted(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** Bytes in MiB with one digit. */
export function mebibytes(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}

/** A span of time in its largest unit: "12 s", "3 min", "2 h", "4 d". */
export function age(seconds: number): string {
  if (seconds < 90) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** Microseconds since 1970 as an ISO time in UTC, to the microsecond. */
export function isoTime(us: number): string {
  const fraction = String(us % 1_000_000).padStart(6, "0");
  return `${new Date(Math.floor(us / 1000)).toISOString().slice(0, 19)}.${fraction}Z`;
}
