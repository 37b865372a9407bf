// Original file: protos/demo.proto

import type { MoneyInput as _hipstershop_MoneyInput, Money as _hipstershop_Money } from '../hipstershop/Money.ts';
import type { CreditCardInfoInput as _hipstershop_CreditCardInfoInput, CreditCardInfo as _hipstershop_CreditCardInfo } from '../hipstershop/CreditCardInfo.ts';

export interface ChargeRequestInput {
  'amount'?: (_hipstershop_MoneyInput | null);
  'creditCard'?: (_hipstershop_CreditCardInfoInput | null);
}

export interface ChargeRequest {
  'amount': (_hipstershop_Money | null);
  'creditCard': (_hipstershop_CreditCardInfo | null);
}
