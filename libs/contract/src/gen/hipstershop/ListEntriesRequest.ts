// Original file: protos/payment_ledger.proto

import type { Long } from '@grpc/proto-loader';

export interface ListEntriesRequestInput {
  'sinceMs'?: (number | string | Long);
  'limit'?: (number);
}

export interface ListEntriesRequest {
  'sinceMs': (string);
  'limit': (number);
}
