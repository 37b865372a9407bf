// Original file: protos/payment_ledger.proto

import type { LedgerEntryInput as _hipstershop_LedgerEntryInput, LedgerEntry as _hipstershop_LedgerEntry } from '../hipstershop/LedgerEntry.ts';

export interface ListEntriesResponseInput {
  'entries'?: (_hipstershop_LedgerEntryInput)[];
}

export interface ListEntriesResponse {
  'entries': (_hipstershop_LedgerEntry)[];
}
