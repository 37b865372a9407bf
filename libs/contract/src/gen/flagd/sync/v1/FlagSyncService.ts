// Original file: protos/flagd/sync/v1/sync.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { FetchAllFlagsRequestInput as _flagd_sync_v1_FetchAllFlagsRequestInput, FetchAllFlagsRequest as _flagd_sync_v1_FetchAllFlagsRequest } from '../../../flagd/sync/v1/FetchAllFlagsRequest.ts';
import type { FetchAllFlagsResponseInput as _flagd_sync_v1_FetchAllFlagsResponseInput, FetchAllFlagsResponse as _flagd_sync_v1_FetchAllFlagsResponse } from '../../../flagd/sync/v1/FetchAllFlagsResponse.ts';
import type { GetMetadataRequestInput as _flagd_sync_v1_GetMetadataRequestInput, GetMetadataRequest as _flagd_sync_v1_GetMetadataRequest } from '../../../flagd/sync/v1/GetMetadataRequest.ts';
import type { GetMetadataResponseInput as _flagd_sync_v1_GetMetadataResponseInput, GetMetadataResponse as _flagd_sync_v1_GetMetadataResponse } from '../../../flagd/sync/v1/GetMetadataResponse.ts';
import type { SyncFlagsRequestInput as _flagd_sync_v1_SyncFlagsRequestInput, SyncFlagsRequest as _flagd_sync_v1_SyncFlagsRequest } from '../../../flagd/sync/v1/SyncFlagsRequest.ts';
import type { SyncFlagsResponseInput as _flagd_sync_v1_SyncFlagsResponseInput, SyncFlagsResponse as _flagd_sync_v1_SyncFlagsResponse } from '../../../flagd/sync/v1/SyncFlagsResponse.ts';

export interface FlagSyncServiceClient extends grpc.Client {
  FetchAllFlags(argument: _flagd_sync_v1_FetchAllFlagsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_sync_v1_FetchAllFlagsResponse>): grpc.ClientUnaryCall;
  FetchAllFlags(argument: _flagd_sync_v1_FetchAllFlagsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_sync_v1_FetchAllFlagsResponse>): grpc.ClientUnaryCall;
  FetchAllFlags(argument: _flagd_sync_v1_FetchAllFlagsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_sync_v1_FetchAllFlagsResponse>): grpc.ClientUnaryCall;
  FetchAllFlags(argument: _flagd_sync_v1_FetchAllFlagsRequestInput, callback: grpc.requestCallback<_flagd_sync_v1_FetchAllFlagsResponse>): grpc.ClientUnaryCall;
  fetchAllFlags(argument: _flagd_sync_v1_FetchAllFlagsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_sync_v1_FetchAllFlagsResponse>): grpc.ClientUnaryCall;
  fetchAllFlags(argument: _flagd_sync_v1_FetchAllFlagsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_sync_v1_FetchAllFlagsResponse>): grpc.ClientUnaryCall;
  fetchAllFlags(argument: _flagd_sync_v1_FetchAllFlagsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_sync_v1_FetchAllFlagsResponse>): grpc.ClientUnaryCall;
  fetchAllFlags(argument: _flagd_sync_v1_FetchAllFlagsRequestInput, callback: grpc.requestCallback<_flagd_sync_v1_FetchAllFlagsResponse>): grpc.ClientUnaryCall;
  
  GetMetadata(argument: _flagd_sync_v1_GetMetadataRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_sync_v1_GetMetadataResponse>): grpc.ClientUnaryCall;
  GetMetadata(argument: _flagd_sync_v1_GetMetadataRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_sync_v1_GetMetadataResponse>): grpc.ClientUnaryCall;
  GetMetadata(argument: _flagd_sync_v1_GetMetadataRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_sync_v1_GetMetadataResponse>): grpc.ClientUnaryCall;
  GetMetadata(argument: _flagd_sync_v1_GetMetadataRequestInput, callback: grpc.requestCallback<_flagd_sync_v1_GetMetadataResponse>): grpc.ClientUnaryCall;
  getMetadata(argument: _flagd_sync_v1_GetMetadataRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_sync_v1_GetMetadataResponse>): grpc.ClientUnaryCall;
  getMetadata(argument: _flagd_sync_v1_GetMetadataRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_sync_v1_GetMetadataResponse>): grpc.ClientUnaryCall;
  getMetadata(argument: _flagd_sync_v1_GetMetadataRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_sync_v1_GetMetadataResponse>): grpc.ClientUnaryCall;
  getMetadata(argument: _flagd_sync_v1_GetMetadataRequestInput, callback: grpc.requestCallback<_flagd_sync_v1_GetMetadataResponse>): grpc.ClientUnaryCall;
  
  SyncFlags(argument: _flagd_sync_v1_SyncFlagsRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_flagd_sync_v1_SyncFlagsResponse>;
  SyncFlags(argument: _flagd_sync_v1_SyncFlagsRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_flagd_sync_v1_SyncFlagsResponse>;
  syncFlags(argument: _flagd_sync_v1_SyncFlagsRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_flagd_sync_v1_SyncFlagsResponse>;
  syncFlags(argument: _flagd_sync_v1_SyncFlagsRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_flagd_sync_v1_SyncFlagsResponse>;
  
}

export interface FlagSyncServiceHandlers extends grpc.UntypedServiceImplementation {
  FetchAllFlags: grpc.handleUnaryCall<_flagd_sync_v1_FetchAllFlagsRequest, _flagd_sync_v1_FetchAllFlagsResponseInput>;
  
  GetMetadata: grpc.handleUnaryCall<_flagd_sync_v1_GetMetadataRequest, _flagd_sync_v1_GetMetadataResponseInput>;
  
  SyncFlags: grpc.handleServerStreamingCall<_flagd_sync_v1_SyncFlagsRequest, _flagd_sync_v1_SyncFlagsResponseInput>;
  
}

export interface FlagSyncServiceDefinition extends grpc.ServiceDefinition {
  FetchAllFlags: MethodDefinition<_flagd_sync_v1_FetchAllFlagsRequestInput, _flagd_sync_v1_FetchAllFlagsResponseInput, _flagd_sync_v1_FetchAllFlagsRequest, _flagd_sync_v1_FetchAllFlagsResponse>
  GetMetadata: MethodDefinition<_flagd_sync_v1_GetMetadataRequestInput, _flagd_sync_v1_GetMetadataResponseInput, _flagd_sync_v1_GetMetadataRequest, _flagd_sync_v1_GetMetadataResponse>
  SyncFlags: MethodDefinition<_flagd_sync_v1_SyncFlagsRequestInput, _flagd_sync_v1_SyncFlagsResponseInput, _flagd_sync_v1_SyncFlagsRequest, _flagd_sync_v1_SyncFlagsResponse>
}
