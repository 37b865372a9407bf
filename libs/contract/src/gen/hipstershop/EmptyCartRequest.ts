// Original file: protos/demo.proto


export interface EmptyCartRequestInput {
  'userId'?: (string);
}

export interface EmptyCartRequest {
  'userId': (string);
}
