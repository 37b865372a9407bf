// Original file: protos/currency_batch.proto

import type { MoneyInput as _hipstershop_MoneyInput, Money as _hipstershop_Money } from '../hipstershop/Money.ts';

export interface ConvertAllResponseInput {
  'converted'?: (_hipstershop_MoneyInput)[];
}

export interface ConvertAllResponse {
  'converted': (_hipstershop_Money)[];
}
