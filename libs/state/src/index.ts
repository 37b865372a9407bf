export { decodeRecord, encodeRecord, type FlatRecord } from "./flat-record.ts";
export { openState, type StateConfig } from "./open-state.ts";
export { readState, readStore } from "./read-store.ts";
export {
  type Claimed,
  type FirstClaim,
  type Kept,
  type Listed,
  type Range,
  type Saving,
  StateError,
  type StateStore,
} from "./store.ts";
