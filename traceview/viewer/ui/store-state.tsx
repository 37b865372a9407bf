import type { StoreState } from "../../src/viewer-api/answers.ts";
import { fetchStore } from "../api-client.ts";
import { ageText, countText, countedNoun, mebibytesText } from "./format.ts";
import { Swatch } from "./parts.tsx";
import { type Answer, useAnswer } from "./use-answer.ts";

const REFRESH_MS = 5000;
const SILENT_MS = 30_000;

export function useStoreState(): Answer<StoreState> {
  return useAnswer("store", fetchStore, REFRESH_MS);
}

/** The store's size and the age of its oldest trace: a trace that is not found may have been evicted. */
export function StoreLine({ state: { value, error } }: { readonly state: Answer<StoreState> }) {
  if (!value) return <p class="store-line">{error ? error.message : " "}</p>;
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
      <span>{value.pinned} pinned</span>
      {value.evicted > 0 && <span>{countText(value.evicted)} older spans made room</span>}
      {value.rejected > 0 && <span class="mark warning">{countText(value.rejected)} refused as unreadable</span>}
    </p>
  );
}

/** A warning when some services are silent while others send; none when all are silent. */
export function SilentServices({ state: { value } }: { readonly state: Answer<StoreState> }) {
  const all = value?.services ?? [];
  const silent = all.filter(({ silentMs }) => silentMs === null || silentMs >= SILENT_MS);
  if (silent.length === 0) return null;
  if (silent.every(({ silentMs }) => silentMs !== null) && silent.length === all.length) {
    const least = Math.min(...silent.map(({ silentMs }) => silentMs ?? Infinity));
    return (
      <p class="notice">
        No service has sent a span for {ageText(least)}. That is as it should be while nobody visits the shop; if
        somebody does, look whether exporters still find this store.
      </p>
    );
  }
  return (
    <section class="notice alert silent" aria-label="Silent services">
      <h2>{silent.length === 1 ? "A service is silent" : `${silent.length} services are silent`}</h2>
      <ul class="silent-list">
        {silent.map(({ name, silentMs }) => (
          <li key={name}>
            <Swatch service={name} /> <b>{name}</b>{" "}
            {silentMs === null ? "has never sent a span" : `last sent ${ageText(silentMs)} ago`}
          </li>
        ))}
      </ul>
      <details>
        <summary>What to check</summary>
        <ul>
          <li>Is it running, and does a request reach it at all? Its health check and its log tell.</li>
          <li>
            Is tracing on there, and does its exporter's address lead to this store? A refused connection stands in its
            log.
          </li>
          <li>
            Do its callers pass the sampled flag on? Without it, a service that follows its parent records nothing.
          </li>
          <li>Does its sampler keep anything? A ratio of 0 looks exactly like this.</li>
          <li>Is its name still the same? Under another service.name it is another service here.</li>
        </ul>
      </details>
    </section>
  );
}
