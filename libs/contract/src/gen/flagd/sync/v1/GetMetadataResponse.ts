// Original file: protos/flagd/sync/v1/sync.proto

import type { StructInput as _google_protobuf_StructInput, Struct as _google_protobuf_Struct } from '../../../google/protobuf/Struct.ts';

export interface GetMetadataResponseInput {
  'metadata'?: (_google_protobuf_StructInput | null);
}

export interface GetMetadataResponse {
  'metadata': (_google_protobuf_Struct | null);
}
