// Original file: protos/demo.proto

import type { OrderResultInput as _hipstershop_OrderResultInput, OrderResult as _hipstershop_OrderResult } from '../hipstershop/OrderResult.ts';

export interface SendOrderConfirmationRequestInput {
  'email'?: (string);
  'order'?: (_hipstershop_OrderResultInput | null);
}

export interface SendOrderConfirmationRequest {
  'email': (string);
  'order': (_hipstershop_OrderResult | null);
}
