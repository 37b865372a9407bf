// Original file: protos/flag_admin.proto


export interface SetTargetingRequestInput {
  'flagKey'?: (string);
  'targeting'?: (string);
}

export interface SetTargetingRequest {
  'flagKey': (string);
  'targeting': (string);
}
