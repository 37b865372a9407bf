// Original file: protos/demo.proto


export interface GetCartRequestInput {
  'userId'?: (string);
}

export interface GetCartRequest {
  'userId': (string);
}
