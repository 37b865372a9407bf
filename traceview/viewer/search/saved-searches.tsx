import { useState } from "preact/hooks";
import { readStored, writeStored } from "../ui/stored.ts";
import { type Filters, searchAddress } from "../url.ts";

interface Saved {
  readonly name: string;
  readonly address: string;
}

const SAVED_MAX = 50;

function areSearches(value: unknown): value is readonly Saved[] {
  return Array.isArray(value) && value.every(isSaved);
}

function isSaved(value: unknown): value is Saved {
  const { name, address } = (value ?? {}) as Partial<Record<keyof Saved, unknown>>;
  return typeof name === "string" && typeof address === "string";
}

/** Searches saved in this browser. */
export function SavedSearches({ filters }: { readonly filters: Filters }) {
  const [saved, setSaved] = useState(readStored("searches", areSearches, []));
  const keep = (searches: readonly Saved[]): void => {
    writeStored("searches", searches);
    setSaved(searches);
  };
  const address = searchAddress(filters);
  const isKept = saved.some((search) => search.address === address);
  return (
    <details class="menu">
      <summary class="button">Saved searches{saved.length > 0 && ` (${saved.length})`}</summary>
      <div class="menu-body">
        <button
          type="button"
          disabled={isKept}
          onClick={() => keep([{ name: nameOf(filters), address }, ...saved].slice(0, SAVED_MAX))}
        >
          Save this search
        </button>
        <ul>
          {saved.map((search) => (
            <li key={search.address}>
              <a href={search.address}>{search.name}</a>
              <button
                type="button"
                class="plain-button"
                aria-label={`Forget ${search.name}`}
                onClick={() => keep(saved.filter((other) => other !== search))}
              >
                <span class="icon" data-icon="✕" />
              </button>
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}

function nameOf({ q, service, operation, minDuration, maxDuration, error, lookback }: Filters): string {
  const parts = [
    service,
    operation,
    q,
    minDuration && `≥ ${minDuration}`,
    maxDuration && `≤ ${maxDuration}`,
    error && "errors",
    lookback,
  ];
  return parts.filter(Boolean).join(" ") || "everything";
}
