// Original file: protos/flagd/sync/v1/sync.proto


export interface KeyValueInput {
  'key'?: (string);
  'value'?: (string);
}

export interface KeyValue {
  'key': (string);
  'value': (string);
}
