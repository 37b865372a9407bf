// Original file: protos/flagd/evaluation/v2/evaluation.proto

import type { StructInput as _google_protobuf_StructInput, Struct as _google_protobuf_Struct } from '../../../google/protobuf/Struct.ts';

export interface AnyFlagInput {
  'reason'?: (string);
  'variant'?: (string);
  'boolValue'?: (boolean);
  'stringValue'?: (string);
  'doubleValue'?: (number | string);
  'objectValue'?: (_google_protobuf_StructInput | null);
  'metadata'?: (_google_protobuf_StructInput | null);
  '_variant'?: "variant";
  'value'?: "boolValue"|"stringValue"|"doubleValue"|"objectValue";
}

export interface AnyFlag {
  'reason': (string);
  'variant'?: (string);
  'boolValue'?: (boolean);
  'stringValue'?: (string);
  'doubleValue'?: (number);
  'objectValue'?: (_google_protobuf_Struct | null);
  'metadata': (_google_protobuf_Struct | null);
  '_variant'?: "variant";
  'value'?: "boolValue"|"stringValue"|"doubleValue"|"objectValue";
}
