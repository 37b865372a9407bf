import type { StructInput } from "@hipstershop/contract";
import { changesBetween, type FlagSet } from "./flag-set.ts";
import type { FlagSource } from "./flag-source.ts";
import { toStruct } from "./struct.ts";

interface FlagEvent {
  readonly type: "provider_ready" | "configuration_change";
  readonly data?: StructInput;
}

/**
 * The stream for providers in rpc mode: first that the service is ready, then the names of changed flags, so that
 * providers drop them from their caches.
 */
export async function* eventStream(source: FlagSource, signal: AbortSignal): AsyncGenerator<FlagEvent> {
  let before: FlagSet | undefined;
  for await (const flags of source.versions(signal)) {
    if (!before) yield { type: "provider_ready" };
    else yield { type: "configuration_change", data: changeData(source.path, before, flags) };
    before = flags;
  }
}

function changeData(path: string, before: FlagSet, after: FlagSet): StructInput {
  const changes = Object.entries(changesBetween(before, after));
  const flags = changes.map(([flagKey, type]) => [flagKey, { type, source: path, flagKey }] as const);
  return toStruct({ flags: Object.fromEntries(flags) });
}
