// Original file: protos/flagd/evaluation/v2/evaluation.proto

import type { StructInput as _google_protobuf_StructInput, Struct as _google_protobuf_Struct } from '../../../google/protobuf/Struct.ts';

export interface EventStreamResponseInput {
  'type'?: (string);
  'data'?: (_google_protobuf_StructInput | null);
}

export interface EventStreamResponse {
  'type': (string);
  'data': (_google_protobuf_Struct | null);
}
