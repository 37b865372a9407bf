// Original file: protos/demo.proto

import type { MoneyInput as _hipstershop_MoneyInput, Money as _hipstershop_Money } from '../hipstershop/Money.ts';

export interface ProductInput {
  'id'?: (string);
  'name'?: (string);
  'description'?: (string);
  'picture'?: (string);
  'priceUsd'?: (_hipstershop_MoneyInput | null);
  'categories'?: (string)[];
}

export interface Product {
  'id': (string);
  'name': (string);
  'description': (string);
  'picture': (string);
  'priceUsd': (_hipstershop_Money | null);
  'categories': (string)[];
}
