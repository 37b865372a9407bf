// Original file: protos/demo.proto

import type { CartItemInput as _hipstershop_CartItemInput, CartItem as _hipstershop_CartItem } from '../hipstershop/CartItem.ts';

export interface CartInput {
  'userId'?: (string);
  'items'?: (_hipstershop_CartItemInput)[];
}

export interface Cart {
  'userId': (string);
  'items': (_hipstershop_CartItem)[];
}
