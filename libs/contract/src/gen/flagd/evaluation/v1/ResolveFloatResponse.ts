// Original file: protos/flagd/evaluation/v1/evaluation.proto

import type { StructInput as _google_protobuf_StructInput, Struct as _google_protobuf_Struct } from '../../../google/protobuf/Struct.ts';

export interface ResolveFloatResponseInput {
  'value'?: (number | string);
  'reason'?: (string);
  'variant'?: (string);
  'metadata'?: (_google_protobuf_StructInput | null);
}

export interface ResolveFloatResponse {
  'value': (number);
  'reason': (string);
  'variant': (string);
  'metadata': (_google_protobuf_Struct | null);
}
