import type { StoreState } from "../../src/viewer-api/answers.ts";
import { fetchStore } from "../api-client.ts";
import { ageText, countText, countedNoun, mebibytesText } from "./format.ts";
import { type Answer, useAnswer } from "./use-answer.ts";

const REFRESH_MS = 5000;

export function useStoreState(): Answer<StoreState> {
  return useAnswer("store", fetchStore, REFRESH_MS);
}

/** The store's size and the age of its oldest trace: a trace that is not found may have been evicted. */
export function StoreLine({ state: { value, error } }: { readonly state: Answer<StoreState> }) {
  if (!value) return <p class="store-line">{error ? error.message : " "}</p>;
  const [silentMs] = value.services.flatMap((service) => service.silentMs ?? []).toSorted((a, b) => a - b);
  const unheard = value.services.filter((service) => service.silentMs === null).map(({ name }) => name);
  const fill = Math.max(value.spans / value.maxSpans, value.bytes / value.maxBytes);
  return (
    <p class="store-line">
      <meter
        min={0}
        max={1}
        high={0.9}
        value={fill}
        aria-label="Fill of the trace store"
        title={`${Math.round(fill * 100)} % full`}
      />
      <span>
        {countText(value.spans)} of {countText(value.maxSpans)} spans, {mebibytesText(value.bytes)} of{" "}
        {mebibytesText(value.maxBytes)}
      </span>
      <span>{countedNoun(value.traces, "trace")}</span>
      {value.traces > 0 && <span>the oldest {ageText(value.oldestAgeMs)} old</span>}
      {silentMs !== undefined && <span>the last span {ageText(silentMs)} ago</span>}
      {unheard.length > 0 && <span title={unheard.join(", ")}>no span yet of {unheardText(unheard)}</span>}
      <span>{value.pinned} pinned</span>
      {value.evicted > 0 && <span>{countText(value.evicted)} older spans made room</span>}
      {value.rejected > 0 && <span class="mark warning">{countText(value.rejected)} refused as unreadable</span>}
    </p>
  );
}

function unheardText(names: readonly string[]): string {
  return names.length > 3 ? `${names.length} expected services` : names.join(", ");
}
