// Original file: protos/flag_admin.proto


export interface ResetFlagsResponseInput {
  'flagKeys'?: (string)[];
}

export interface ResetFlagsResponse {
  'flagKeys': (string)[];
}
