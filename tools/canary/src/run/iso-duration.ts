/** A duration as ISO 8601 and Java write it: 90 minutes are PT1H30M, none is PT0S. */
export function isoDuration(milliseconds: number): string {
  const [hours, rest] = [Math.trunc(milliseconds / 3_600_000), milliseconds % 3_600_000];
  const [minutes, seconds] = [Math.trunc(rest / 60_000), (rest % 60_000) / 1000];
  const parts = [hours ? `${hours}H` : "", minutes ? `${minutes}M` : "", seconds ? `${seconds}S` : ""].join("");
  return `PT${parts || "0S"}`;
}
