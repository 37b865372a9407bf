// Original file: protos/demo.proto


export interface ShipOrderResponseInput {
  'trackingId'?: (string);
}

export interface ShipOrderResponse {
  'trackingId': (string);
}
