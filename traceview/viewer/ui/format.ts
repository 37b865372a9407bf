import { parseDurationUs } from "@hipstershop/text/durations";
import { durationText } from "@hipstershop/traces";

const COUNT = new Intl.NumberFormat("en");

/** A difference with its sign: "+12.3 ms", "−4.10 ms". */
export function differenceText(us: number): string {
  if (Math.round(us) === 0) return "±0";
  return us > 0 ? `+${durationText(us)}` : `−${durationText(-us)}`;
}

export function countText(value: number): string {
  return COUNT.format(value);
}

export function countedNoun(value: number, noun: string): string {
  return `${COUNT.format(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** A share from 0 to 1 as percent: "0 %", "< 0.1 %", "0.4 %", "37 %". */
export function percentText(share: number): string {
  const value = share * 100;
  if (value === 0) return "0 %";
  if (value < 0.05) return "< 0.1 %";
  return value < 9.95 ? `${value.toFixed(1)} %` : `${Math.round(value)} %`;
}

export function rateText(perSecond: number): string {
  if (perSecond === 0) return "0/s";
  if (perSecond < 0.095) return `${(perSecond * 60).toFixed(1)}/min`;
  return perSecond < 9.95 ? `${perSecond.toFixed(1)}/s` : `${COUNT.format(Math.round(perSecond))}/s`;
}

export function mebibytesText(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}

/** Milliseconds in their largest unit: "12 s", "3 min", "2 h", "4 d". */
export function ageText(ms: number): string {
  const seconds = Math.max(0, ms / 1000);
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129_600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** The local time of a moment in microseconds since 1970: "14:03:07.123". */
export function clockText(us: number): string {
  const date = new Date(us / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** Date and time, to the millisecond: "2026-03-01 14:03:07.123". */
export function dateTime(us: number): string {
  const date = new Date(us / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clockText(us)}`;
}

/** A duration such as "1.2s", or a number of milliseconds, as microseconds; undefined when it is neither. */
export function parseDuration(text: string): number | undefined {
  const compact = text.replaceAll(/\s/g, "");
  return parseDurationUs(/^[\d.]+$/.test(compact) ? `${compact}ms` : compact);
}
