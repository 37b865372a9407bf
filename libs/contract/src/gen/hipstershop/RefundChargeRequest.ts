// Original file: protos/payment_ledger.proto


export interface RefundChargeRequestInput {
  'key'?: (string);
  'reason'?: (string);
}

export interface RefundChargeRequest {
  'key': (string);
  'reason': (string);
}
