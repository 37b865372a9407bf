// Original file: protos/flagd/sync/v1/sync.proto


export interface FetchAllFlagsRequestInput {
  'providerId'?: (string);
  'selector'?: (string);
}

export interface FetchAllFlagsRequest {
  'providerId': (string);
  'selector': (string);
}
