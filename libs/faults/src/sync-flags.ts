import protobuf from "protobufjs/minimal.js";

/** Path of the rpc that sends flags. */
export const SYNC_FLAGS = "/flagd.sync.v1.FlagSyncService/SyncFlags";
/** Tag of SyncFlagsResponse.flag_configuration: field 1, a text. */
const CONFIGURATION = 0x0a;

/** An empty SyncFlagsRequest: all flags. */
export function writeRequest(): Buffer {
  return Buffer.alloc(0);
}

/**
 * The configuration in a SyncFlagsResponse, JSON as text. Every service has this message at its start: the contract's
 * definition, made at run time, would take as long as a tenth of the start.
 */
export function readConfiguration(bytes: Uint8Array): string {
  const reader = protobuf.Reader.create(bytes);
  let configuration = "";
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === CONFIGURATION) configuration = reader.string();
    else reader.skipType(tag & 7);
  }
  return configuration;
}
