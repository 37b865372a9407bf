import type { FlagSync } from "@hipstershop/contract";
import type { Handlers } from "@hipstershop/rpc";
import type { FlagSource } from "./flag-source.ts";

/** The sync protocol: sends the whole configuration. Selectors are ignored, since there is one source. */
export function syncHandlers(source: FlagSource): Handlers<typeof FlagSync.definition> {
  return {
    /** flagd.sync.v1.FlagSyncService/SyncFlags */
    async *syncFlags(_request, { signal }) {
      for await (const { shared } of source.versions(signal)) yield { flagConfiguration: shared };
    },
    /** flagd.sync.v1.FlagSyncService/FetchAllFlags */
    fetchAllFlags: () => ({ flagConfiguration: source.current.shared }),
    /** flagd.sync.v1.FlagSyncService/GetMetadata */
    getMetadata: () => ({ metadata: { fields: {} } }),
  };
}
