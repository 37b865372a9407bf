// Original file: protos/demo.proto

import type { CartItemInput as _hipstershop_CartItemInput, CartItem as _hipstershop_CartItem } from '../hipstershop/CartItem.ts';
import type { MoneyInput as _hipstershop_MoneyInput, Money as _hipstershop_Money } from '../hipstershop/Money.ts';

export interface OrderItemInput {
  'item'?: (_hipstershop_CartItemInput | null);
  'cost'?: (_hipstershop_MoneyInput | null);
}

export interface OrderItem {
  'item': (_hipstershop_CartItem | null);
  'cost': (_hipstershop_Money | null);
}
