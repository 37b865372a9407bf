// Original file: protos/flagd/evaluation/v2/evaluation.proto

import type { StructInput as _google_protobuf_StructInput, Struct as _google_protobuf_Struct } from '../../../google/protobuf/Struct.ts';

export interface ResolveObjectResponseInput {
  'value'?: (_google_protobuf_StructInput | null);
  'reason'?: (string);
  'variant'?: (string);
  'metadata'?: (_google_protobuf_StructInput | null);
  '_value'?: "value";
  '_variant'?: "variant";
}

export interface ResolveObjectResponse {
  'value'?: (_google_protobuf_Struct | null);
  'reason': (string);
  'variant'?: (string);
  'metadata': (_google_protobuf_Struct | null);
  '_value'?: "value";
  '_variant'?: "variant";
}
