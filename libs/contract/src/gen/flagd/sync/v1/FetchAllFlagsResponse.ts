// Original file: protos/flagd/sync/v1/sync.proto


export interface FetchAllFlagsResponseInput {
  'flagConfiguration'?: (string);
}

export interface FetchAllFlagsResponse {
  'flagConfiguration': (string);
}
