// Original file: protos/cart_edit.proto

import type { CartItemInput as _hipstershop_CartItemInput, CartItem as _hipstershop_CartItem } from '../hipstershop/CartItem.ts';

export interface SetQuantityRequestInput {
  'userId'?: (string);
  'item'?: (_hipstershop_CartItemInput | null);
}

export interface SetQuantityRequest {
  'userId': (string);
  'item': (_hipstershop_CartItem | null);
}
