// Original file: protos/demo.proto

import type { MoneyInput as _hipstershop_MoneyInput, Money as _hipstershop_Money } from '../hipstershop/Money.ts';

export interface GetQuoteResponseInput {
  'costUsd'?: (_hipstershop_MoneyInput | null);
}

export interface GetQuoteResponse {
  'costUsd': (_hipstershop_Money | null);
}
