// Original file: protos/flagd/sync/v1/sync.proto


export interface SyncFlagsResponseInput {
  'flagConfiguration'?: (string);
}

export interface SyncFlagsResponse {
  'flagConfiguration': (string);
}
