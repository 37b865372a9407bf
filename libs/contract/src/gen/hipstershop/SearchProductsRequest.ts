// Original file: protos/demo.proto


export interface SearchProductsRequestInput {
  'query'?: (string);
}

export interface SearchProductsRequest {
  'query': (string);
}
