// Original file: protos/demo.proto


export interface CreditCardInfoInput {
  'creditCardNumber'?: (string);
  'creditCardCvv'?: (number);
  'creditCardExpirationYear'?: (number);
  'creditCardExpirationMonth'?: (number);
}

export interface CreditCardInfo {
  'creditCardNumber': (string);
  'creditCardCvv': (number);
  'creditCardExpirationYear': (number);
  'creditCardExpirationMonth': (number);
}
