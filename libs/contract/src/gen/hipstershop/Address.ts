// Original file: protos/demo.proto


export interface AddressInput {
  'streetAddress'?: (string);
  'city'?: (string);
  'state'?: (string);
  'country'?: (string);
  'zipCode'?: (number);
}

export interface Address {
  'streetAddress': (string);
  'city': (string);
  'state': (string);
  'country': (string);
  'zipCode': (number);
}
