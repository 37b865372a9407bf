// Original file: protos/demo.proto


export interface ListRecommendationsResponseInput {
  'productIds'?: (string)[];
}

export interface ListRecommendationsResponse {
  'productIds': (string)[];
}
