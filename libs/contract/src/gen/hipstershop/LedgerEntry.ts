// Original file: protos/payment_ledger.proto

import type { MoneyInput as _hipstershop_MoneyInput, Money as _hipstershop_Money } from '../hipstershop/Money.ts';
import type { Long } from '@grpc/proto-loader';

export interface LedgerEntryInput {
  'key'?: (string);
  'transactionId'?: (string);
  'amount'?: (_hipstershop_MoneyInput | null);
  'chargedAtMs'?: (number | string | Long);
  'refundId'?: (string);
  'refundedAtMs'?: (number | string | Long);
}

export interface LedgerEntry {
  'key': (string);
  'transactionId': (string);
  'amount': (_hipstershop_Money | null);
  'chargedAtMs': (string);
  'refundId': (string);
  'refundedAtMs': (string);
}
