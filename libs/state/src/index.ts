export { decodeRecord, encodeRecord } from "./flat-record.ts";
export { openState } from "./open-state.ts";
export { readState, readStore } from "./read-store.ts";
export { type Claimed, type Range, StateError, type StateStore } from "./store.ts";
