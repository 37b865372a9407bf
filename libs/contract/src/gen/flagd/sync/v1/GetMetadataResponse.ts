// Original file: protos/flagd/sync/v1/sync.proto

import type { KeyValueInput as _flagd_sync_v1_KeyValueInput, KeyValue as _flagd_sync_v1_KeyValue } from '../../../flagd/sync/v1/KeyValue.ts';

export interface GetMetadataResponseInput {
  'metadata'?: (_flagd_sync_v1_KeyValueInput)[];
}

export interface GetMetadataResponse {
  'metadata': (_flagd_sync_v1_KeyValue)[];
}
