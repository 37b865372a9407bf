// Original file: protos/demo.proto


export interface ListRecommendationsRequestInput {
  'userId'?: (string);
  'productIds'?: (string)[];
}

export interface ListRecommendationsRequest {
  'userId': (string);
  'productIds': (string)[];
}
