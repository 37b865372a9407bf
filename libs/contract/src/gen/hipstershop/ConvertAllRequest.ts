// Original file: protos/currency_batch.proto

import type { MoneyInput as _hipstershop_MoneyInput, Money as _hipstershop_Money } from '../hipstershop/Money.ts';
import type { RoundingModeInput as _hipstershop_RoundingModeInput, RoundingMode as _hipstershop_RoundingMode } from '../hipstershop/RoundingMode.ts';

export interface ConvertAllRequestInput {
  'from'?: (_hipstershop_MoneyInput)[];
  'toCode'?: (string);
  'rounding'?: (_hipstershop_RoundingModeInput);
}

export interface ConvertAllRequest {
  'from': (_hipstershop_Money)[];
  'toCode': (string);
  'rounding': (_hipstershop_RoundingMode);
}
