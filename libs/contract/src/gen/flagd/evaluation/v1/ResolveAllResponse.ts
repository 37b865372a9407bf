// Original file: protos/flagd/evaluation/v1/evaluation.proto

import type { AnyFlagInput as _flagd_evaluation_v1_AnyFlagInput, AnyFlag as _flagd_evaluation_v1_AnyFlag } from '../../../flagd/evaluation/v1/AnyFlag.ts';
import type { StructInput as _google_protobuf_StructInput, Struct as _google_protobuf_Struct } from '../../../google/protobuf/Struct.ts';

export interface ResolveAllResponseInput {
  'flags'?: ({[key: string]: _flagd_evaluation_v1_AnyFlagInput});
  'metadata'?: (_google_protobuf_StructInput | null);
}

export interface ResolveAllResponse {
  'flags': ({[key: string]: _flagd_evaluation_v1_AnyFlag});
  'metadata': (_google_protobuf_Struct | null);
}
