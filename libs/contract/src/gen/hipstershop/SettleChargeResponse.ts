// Original file: protos/payment_ledger.proto

import type { LedgerEntryInput as _hipstershop_LedgerEntryInput, LedgerEntry as _hipstershop_LedgerEntry } from '../hipstershop/LedgerEntry.ts';

export interface SettleChargeResponseInput {
  'charge'?: (_hipstershop_LedgerEntryInput | null);
}

export interface SettleChargeResponse {
  'charge': (_hipstershop_LedgerEntry | null);
}
