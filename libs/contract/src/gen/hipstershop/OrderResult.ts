// Original file: protos/demo.proto

import type { MoneyInput as _hipstershop_MoneyInput, Money as _hipstershop_Money } from '../hipstershop/Money.ts';
import type { AddressInput as _hipstershop_AddressInput, Address as _hipstershop_Address } from '../hipstershop/Address.ts';
import type { OrderItemInput as _hipstershop_OrderItemInput, OrderItem as _hipstershop_OrderItem } from '../hipstershop/OrderItem.ts';

export interface OrderResultInput {
  'orderId'?: (string);
  'shippingTrackingId'?: (string);
  'shippingCost'?: (_hipstershop_MoneyInput | null);
  'shippingAddress'?: (_hipstershop_AddressInput | null);
  'items'?: (_hipstershop_OrderItemInput)[];
}

export interface OrderResult {
  'orderId': (string);
  'shippingTrackingId': (string);
  'shippingCost': (_hipstershop_Money | null);
  'shippingAddress': (_hipstershop_Address | null);
  'items': (_hipstershop_OrderItem)[];
}
