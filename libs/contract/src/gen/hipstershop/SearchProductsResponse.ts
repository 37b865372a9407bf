// Original file: protos/demo.proto

import type { ProductInput as _hipstershop_ProductInput, Product as _hipstershop_Product } from '../hipstershop/Product.ts';

export interface SearchProductsResponseInput {
  'results'?: (_hipstershop_ProductInput)[];
}

export interface SearchProductsResponse {
  'results': (_hipstershop_Product)[];
}
