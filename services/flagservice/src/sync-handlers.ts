import type { FlagSync } from "@hipstershop/contract";
import type { Handlers } from "@hipstershop/rpc";
import type { FlagSource } from "./flag-source.ts";

/** Hands the flags out whole. There is one source, so selectors select all of it. */
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
