// Original file: protos/demo.proto

import type { CartItemInput as _hipstershop_CartItemInput, CartItem as _hipstershop_CartItem } from '../hipstershop/CartItem.ts';

export interface AddItemRequestInput {
  'userId'?: (string);
  'item'?: (_hipstershop_CartItemInput | null);
}

export interface AddItemRequest {
  'userId': (string);
  'item': (_hipstershop_CartItem | null);
}
