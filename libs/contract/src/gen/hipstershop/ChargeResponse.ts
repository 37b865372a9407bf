// Original file: protos/demo.proto


export interface ChargeResponseInput {
  'transactionId'?: (string);
}

export interface ChargeResponse {
  'transactionId': (string);
}
