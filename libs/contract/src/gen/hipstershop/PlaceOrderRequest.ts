// Original file: protos/demo.proto

import type { AddressInput as _hipstershop_AddressInput, Address as _hipstershop_Address } from '../hipstershop/Address.ts';
import type { CreditCardInfoInput as _hipstershop_CreditCardInfoInput, CreditCardInfo as _hipstershop_CreditCardInfo } from '../hipstershop/CreditCardInfo.ts';

export interface PlaceOrderRequestInput {
  'userId'?: (string);
  'userCurrency'?: (string);
  'address'?: (_hipstershop_AddressInput | null);
  'email'?: (string);
  'creditCard'?: (_hipstershop_CreditCardInfoInput | null);
}

export interface PlaceOrderRequest {
  'userId': (string);
  'userCurrency': (string);
  'address': (_hipstershop_Address | null);
  'email': (string);
  'creditCard': (_hipstershop_CreditCardInfo | null);
}
