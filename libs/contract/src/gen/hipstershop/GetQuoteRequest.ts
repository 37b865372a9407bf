// Original file: protos/demo.proto

import type { AddressInput as _hipstershop_AddressInput, Address as _hipstershop_Address } from '../hipstershop/Address.ts';
import type { CartItemInput as _hipstershop_CartItemInput, CartItem as _hipstershop_CartItem } from '../hipstershop/CartItem.ts';

export interface GetQuoteRequestInput {
  'address'?: (_hipstershop_AddressInput | null);
  'items'?: (_hipstershop_CartItemInput)[];
}

export interface GetQuoteRequest {
  'address': (_hipstershop_Address | null);
  'items': (_hipstershop_CartItem)[];
}
