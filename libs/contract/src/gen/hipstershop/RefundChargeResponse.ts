// Original file: protos/payment_ledger.proto

import type { LedgerEntryInput as _hipstershop_LedgerEntryInput, LedgerEntry as _hipstershop_LedgerEntry } from '../hipstershop/LedgerEntry.ts';

export interface RefundChargeResponseInput {
  'charge'?: (_hipstershop_LedgerEntryInput | null);
}

export interface RefundChargeResponse {
  'charge': (_hipstershop_LedgerEntry | null);
}
