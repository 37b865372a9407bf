// Original file: protos/demo.proto


export interface CartItemInput {
  'productId'?: (string);
  'quantity'?: (number);
}

export interface CartItem {
  'productId': (string);
  'quantity': (number);
}
