// Original file: protos/payment_ledger.proto


export interface SettleChargeRequestInput {
  'key'?: (string);
}

export interface SettleChargeRequest {
  'key': (string);
}
