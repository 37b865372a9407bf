// Original file: protos/demo.proto

import type { ProductInput as _hipstershop_ProductInput, Product as _hipstershop_Product } from '../hipstershop/Product.ts';

export interface ListProductsResponseInput {
  'products'?: (_hipstershop_ProductInput)[];
}

export interface ListProductsResponse {
  'products': (_hipstershop_Product)[];
}
