// Original file: protos/flagd/sync/v1/sync.proto

import type { StructInput as _google_protobuf_StructInput, Struct as _google_protobuf_Struct } from '../../../google/protobuf/Struct.ts';

export interface SyncFlagsResponseInput {
  'flagConfiguration'?: (string);
  'syncContext'?: (_google_protobuf_StructInput | null);
  '_syncContext'?: "syncContext";
}

export interface SyncFlagsResponse {
  'flagConfiguration': (string);
  'syncContext'?: (_google_protobuf_Struct | null);
  '_syncContext'?: "syncContext";
}
