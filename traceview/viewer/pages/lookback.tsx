import { goTo } from "../ui/navigation.ts";

const CHOICES = [
  [60_000, "1 min"],
  [300_000, "5 min"],
  [900_000, "15 min"],
  [3_600_000, "1 h"],
  [86_400_000, "1 day"],
] as const;
const USUAL_MS = 900_000;

export function lookbackOf(url: URL): number {
  const ms = Number(url.searchParams.get("lookback"));
  return Number.isFinite(ms) && ms > 0 ? ms : USUAL_MS;
}

/** Selects the lookback window, which is part of the URL. */
export function Lookback({ url }: { readonly url: URL }) {
  const change = (value: string): void => {
    const changed = new URL(url);
    changed.searchParams.set("lookback", value);
    goTo(changed.pathname + changed.search, "replace");
  };
  const chosen = lookbackOf(url);
  return (
    <label class="inline">
      Since{" "}
      <select value={String(chosen)} onChange={(event) => change(event.currentTarget.value)}>
        {!CHOICES.some(([ms]) => ms === chosen) && (
          <option value={String(chosen)}>{Math.round(chosen / 1000)} s</option>
        )}
        {CHOICES.map(([ms, label]) => (
          <option key={ms} value={String(ms)}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
