// Original file: protos/demo.proto

import type { AdInput as _hipstershop_AdInput, Ad as _hipstershop_Ad } from '../hipstershop/Ad.ts';

export interface AdResponseInput {
  'ads'?: (_hipstershop_AdInput)[];
}

export interface AdResponse {
  'ads': (_hipstershop_Ad)[];
}
