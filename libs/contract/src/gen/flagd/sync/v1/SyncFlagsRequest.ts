// Original file: protos/flagd/sync/v1/sync.proto


export interface SyncFlagsRequestInput {
  'providerId'?: (string);
  'selector'?: (string);
}

export interface SyncFlagsRequest {
  'providerId': (string);
  'selector': (string);
}
