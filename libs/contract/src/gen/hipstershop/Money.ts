// Original file: protos/demo.proto

import type { Long } from '@grpc/proto-loader';

export interface MoneyInput {
  'currencyCode'?: (string);
  'units'?: (number | string | Long);
  'nanos'?: (number);
}

export interface Money {
  'currencyCode': (string);
  'units': (string);
  'nanos': (number);
}
