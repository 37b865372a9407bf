// Original file: protos/demo.proto


export interface GetProductRequestInput {
  'id'?: (string);
}

export interface GetProductRequest {
  'id': (string);
}
