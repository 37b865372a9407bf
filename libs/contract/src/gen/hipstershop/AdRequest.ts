// Original file: protos/demo.proto


export interface AdRequestInput {
  'contextKeys'?: (string)[];
}

export interface AdRequest {
  'contextKeys': (string)[];
}
