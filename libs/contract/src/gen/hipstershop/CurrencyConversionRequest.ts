// Original file: protos/demo.proto

import type { MoneyInput as _hipstershop_MoneyInput, Money as _hipstershop_Money } from '../hipstershop/Money.ts';

export interface CurrencyConversionRequestInput {
  'from'?: (_hipstershop_MoneyInput | null);
  'toCode'?: (string);
}

export interface CurrencyConversionRequest {
  'from': (_hipstershop_Money | null);
  'toCode': (string);
}
