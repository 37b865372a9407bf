import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { FetchAllFlagsRequestInput as _flagd_sync_v1_FetchAllFlagsRequestInput, FetchAllFlagsRequest as _flagd_sync_v1_FetchAllFlagsRequest } from './flagd/sync/v1/FetchAllFlagsRequest.ts';
import type { FetchAllFlagsResponseInput as _flagd_sync_v1_FetchAllFlagsResponseInput, FetchAllFlagsResponse as _flagd_sync_v1_FetchAllFlagsResponse } from './flagd/sync/v1/FetchAllFlagsResponse.ts';
import type { FlagSyncServiceClient as _flagd_sync_v1_FlagSyncServiceClient, FlagSyncServiceDefinition as _flagd_sync_v1_FlagSyncServiceDefinition } from './flagd/sync/v1/FlagSyncService.ts';
import type { GetMetadataRequestInput as _flagd_sync_v1_GetMetadataRequestInput, GetMetadataRequest as _flagd_sync_v1_GetMetadataRequest } from './flagd/sync/v1/GetMetadataRequest.ts';
import type { GetMetadataResponseInput as _flagd_sync_v1_GetMetadataResponseInput, GetMetadataResponse as _flagd_sync_v1_GetMetadataResponse } from './flagd/sync/v1/GetMetadataResponse.ts';
import type { SyncFlagsRequestInput as _flagd_sync_v1_SyncFlagsRequestInput, SyncFlagsRequest as _flagd_sync_v1_SyncFlagsRequest } from './flagd/sync/v1/SyncFlagsRequest.ts';
import type { SyncFlagsResponseInput as _flagd_sync_v1_SyncFlagsResponseInput, SyncFlagsResponse as _flagd_sync_v1_SyncFlagsResponse } from './flagd/sync/v1/SyncFlagsResponse.ts';
import type { ListValueInput as _google_protobuf_ListValueInput, ListValue as _google_protobuf_ListValue } from './google/protobuf/ListValue.ts';
import type { StructInput as _google_protobuf_StructInput, Struct as _google_protobuf_Struct } from './google/protobuf/Struct.ts';
import type { ValueInput as _google_protobuf_ValueInput, Value as _google_protobuf_Value } from './google/protobuf/Value.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  flagd: {
    sync: {
      v1: {
        FetchAllFlagsRequest: MessageTypeDefinition<_flagd_sync_v1_FetchAllFlagsRequestInput, _flagd_sync_v1_FetchAllFlagsRequest>
        FetchAllFlagsResponse: MessageTypeDefinition<_flagd_sync_v1_FetchAllFlagsResponseInput, _flagd_sync_v1_FetchAllFlagsResponse>
        FlagSyncService: SubtypeConstructor<typeof grpc.Client, _flagd_sync_v1_FlagSyncServiceClient> & { service: _flagd_sync_v1_FlagSyncServiceDefinition }
        GetMetadataRequest: MessageTypeDefinition<_flagd_sync_v1_GetMetadataRequestInput, _flagd_sync_v1_GetMetadataRequest>
        GetMetadataResponse: MessageTypeDefinition<_flagd_sync_v1_GetMetadataResponseInput, _flagd_sync_v1_GetMetadataResponse>
        SyncFlagsRequest: MessageTypeDefinition<_flagd_sync_v1_SyncFlagsRequestInput, _flagd_sync_v1_SyncFlagsRequest>
        SyncFlagsResponse: MessageTypeDefinition<_flagd_sync_v1_SyncFlagsResponseInput, _flagd_sync_v1_SyncFlagsResponse>
      }
    }
  }
  google: {
    protobuf: {
      ListValue: MessageTypeDefinition<_google_protobuf_ListValueInput, _google_protobuf_ListValue>
      NullValue: EnumTypeDefinition
      Struct: MessageTypeDefinition<_google_protobuf_StructInput, _google_protobuf_Struct>
      Value: MessageTypeDefinition<_google_protobuf_ValueInput, _google_protobuf_Value>
    }
  }
}

