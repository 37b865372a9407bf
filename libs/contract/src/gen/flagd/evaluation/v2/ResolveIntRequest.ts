// Original file: protos/flagd/evaluation/v2/evaluation.proto

import type { StructInput as _google_protobuf_StructInput, Struct as _google_protobuf_Struct } from '../../../google/protobuf/Struct.ts';

export interface ResolveIntRequestInput {
  'flagKey'?: (string);
  'context'?: (_google_protobuf_StructInput | null);
}

export interface ResolveIntRequest {
  'flagKey': (string);
  'context': (_google_protobuf_Struct | null);
}
