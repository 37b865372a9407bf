// Original file: protos/flag_admin.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ListFlagsRequestInput as _hipstershop_flags_v1_ListFlagsRequestInput, ListFlagsRequest as _hipstershop_flags_v1_ListFlagsRequest } from '../../../hipstershop/flags/v1/ListFlagsRequest.ts';
import type { ListFlagsResponseInput as _hipstershop_flags_v1_ListFlagsResponseInput, ListFlagsResponse as _hipstershop_flags_v1_ListFlagsResponse } from '../../../hipstershop/flags/v1/ListFlagsResponse.ts';
import type { ResetFlagsRequestInput as _hipstershop_flags_v1_ResetFlagsRequestInput, ResetFlagsRequest as _hipstershop_flags_v1_ResetFlagsRequest } from '../../../hipstershop/flags/v1/ResetFlagsRequest.ts';
import type { ResetFlagsResponseInput as _hipstershop_flags_v1_ResetFlagsResponseInput, ResetFlagsResponse as _hipstershop_flags_v1_ResetFlagsResponse } from '../../../hipstershop/flags/v1/ResetFlagsResponse.ts';
import type { SetDefaultVariantRequestInput as _hipstershop_flags_v1_SetDefaultVariantRequestInput, SetDefaultVariantRequest as _hipstershop_flags_v1_SetDefaultVariantRequest } from '../../../hipstershop/flags/v1/SetDefaultVariantRequest.ts';
import type { SetDefaultVariantResponseInput as _hipstershop_flags_v1_SetDefaultVariantResponseInput, SetDefaultVariantResponse as _hipstershop_flags_v1_SetDefaultVariantResponse } from '../../../hipstershop/flags/v1/SetDefaultVariantResponse.ts';
import type { SetTargetingRequestInput as _hipstershop_flags_v1_SetTargetingRequestInput, SetTargetingRequest as _hipstershop_flags_v1_SetTargetingRequest } from '../../../hipstershop/flags/v1/SetTargetingRequest.ts';
import type { SetTargetingResponseInput as _hipstershop_flags_v1_SetTargetingResponseInput, SetTargetingResponse as _hipstershop_flags_v1_SetTargetingResponse } from '../../../hipstershop/flags/v1/SetTargetingResponse.ts';

export interface FlagAdminClient extends grpc.Client {
  ListFlags(argument: _hipstershop_flags_v1_ListFlagsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_flags_v1_ListFlagsResponse>): grpc.ClientUnaryCall;
  ListFlags(argument: _hipstershop_flags_v1_ListFlagsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_flags_v1_ListFlagsResponse>): grpc.ClientUnaryCall;
  ListFlags(argument: _hipstershop_flags_v1_ListFlagsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_flags_v1_ListFlagsResponse>): grpc.ClientUnaryCall;
  ListFlags(argument: _hipstershop_flags_v1_ListFlagsRequestInput, callback: grpc.requestCallback<_hipstershop_flags_v1_ListFlagsResponse>): grpc.ClientUnaryCall;
  listFlags(argument: _hipstershop_flags_v1_ListFlagsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_flags_v1_ListFlagsResponse>): grpc.ClientUnaryCall;
  listFlags(argument: _hipstershop_flags_v1_ListFlagsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_flags_v1_ListFlagsResponse>): grpc.ClientUnaryCall;
  listFlags(argument: _hipstershop_flags_v1_ListFlagsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_flags_v1_ListFlagsResponse>): grpc.ClientUnaryCall;
  listFlags(argument: _hipstershop_flags_v1_ListFlagsRequestInput, callback: grpc.requestCallback<_hipstershop_flags_v1_ListFlagsResponse>): grpc.ClientUnaryCall;
  
  ResetFlags(argument: _hipstershop_flags_v1_ResetFlagsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_flags_v1_ResetFlagsResponse>): grpc.ClientUnaryCall;
  ResetFlags(argument: _hipstershop_flags_v1_ResetFlagsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_flags_v1_ResetFlagsResponse>): grpc.ClientUnaryCall;
  ResetFlags(argument: _hipstershop_flags_v1_ResetFlagsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_flags_v1_ResetFlagsResponse>): grpc.ClientUnaryCall;
  ResetFlags(argument: _hipstershop_flags_v1_ResetFlagsRequestInput, callback: grpc.requestCallback<_hipstershop_flags_v1_ResetFlagsResponse>): grpc.ClientUnaryCall;
  resetFlags(argument: _hipstershop_flags_v1_ResetFlagsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_flags_v1_ResetFlagsResponse>): grpc.ClientUnaryCall;
  resetFlags(argument: _hipstershop_flags_v1_ResetFlagsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_flags_v1_ResetFlagsResponse>): grpc.ClientUnaryCall;
  resetFlags(argument: _hipstershop_flags_v1_ResetFlagsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_flags_v1_ResetFlagsResponse>): grpc.ClientUnaryCall;
  resetFlags(argument: _hipstershop_flags_v1_ResetFlagsRequestInput, callback: grpc.requestCallback<_hipstershop_flags_v1_ResetFlagsResponse>): grpc.ClientUnaryCall;
  
  SetDefaultVariant(argument: _hipstershop_flags_v1_SetDefaultVariantRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_flags_v1_SetDefaultVariantResponse>): grpc.ClientUnaryCall;
  SetDefaultVariant(argument: _hipstershop_flags_v1_SetDefaultVariantRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_flags_v1_SetDefaultVariantResponse>): grpc.ClientUnaryCall;
  SetDefaultVariant(argument: _hipstershop_flags_v1_SetDefaultVariantRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_flags_v1_SetDefaultVariantResponse>): grpc.ClientUnaryCall;
  SetDefaultVariant(argument: _hipstershop_flags_v1_SetDefaultVariantRequestInput, callback: grpc.requestCallback<_hipstershop_flags_v1_SetDefaultVariantResponse>): grpc.ClientUnaryCall;
  setDefaultVariant(argument: _hipstershop_flags_v1_SetDefaultVariantRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_flags_v1_SetDefaultVariantResponse>): grpc.ClientUnaryCall;
  setDefaultVariant(argument: _hipstershop_flags_v1_SetDefaultVariantRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_flags_v1_SetDefaultVariantResponse>): grpc.ClientUnaryCall;
  setDefaultVariant(argument: _hipstershop_flags_v1_SetDefaultVariantRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_flags_v1_SetDefaultVariantResponse>): grpc.ClientUnaryCall;
  setDefaultVariant(argument: _hipstershop_flags_v1_SetDefaultVariantRequestInput, callback: grpc.requestCallback<_hipstershop_flags_v1_SetDefaultVariantResponse>): grpc.ClientUnaryCall;
  
  SetTargeting(argument: _hipstershop_flags_v1_SetTargetingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_flags_v1_SetTargetingResponse>): grpc.ClientUnaryCall;
  SetTargeting(argument: _hipstershop_flags_v1_SetTargetingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_flags_v1_SetTargetingResponse>): grpc.ClientUnaryCall;
  SetTargeting(argument: _hipstershop_flags_v1_SetTargetingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_flags_v1_SetTargetingResponse>): grpc.ClientUnaryCall;
  SetTargeting(argument: _hipstershop_flags_v1_SetTargetingRequestInput, callback: grpc.requestCallback<_hipstershop_flags_v1_SetTargetingResponse>): grpc.ClientUnaryCall;
  setTargeting(argument: _hipstershop_flags_v1_SetTargetingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_flags_v1_SetTargetingResponse>): grpc.ClientUnaryCall;
  setTargeting(argument: _hipstershop_flags_v1_SetTargetingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_flags_v1_SetTargetingResponse>): grpc.ClientUnaryCall;
  setTargeting(argument: _hipstershop_flags_v1_SetTargetingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_flags_v1_SetTargetingResponse>): grpc.ClientUnaryCall;
  setTargeting(argument: _hipstershop_flags_v1_SetTargetingRequestInput, callback: grpc.requestCallback<_hipstershop_flags_v1_SetTargetingResponse>): grpc.ClientUnaryCall;
  
}

export interface FlagAdminHandlers extends grpc.UntypedServiceImplementation {
  ListFlags: grpc.handleUnaryCall<_hipstershop_flags_v1_ListFlagsRequest, _hipstershop_flags_v1_ListFlagsResponseInput>;
  
  ResetFlags: grpc.handleUnaryCall<_hipstershop_flags_v1_ResetFlagsRequest, _hipstershop_flags_v1_ResetFlagsResponseInput>;
  
  SetDefaultVariant: grpc.handleUnaryCall<_hipstershop_flags_v1_SetDefaultVariantRequest, _hipstershop_flags_v1_SetDefaultVariantResponseInput>;
  
  SetTargeting: grpc.handleUnaryCall<_hipstershop_flags_v1_SetTargetingRequest, _hipstershop_flags_v1_SetTargetingResponseInput>;
  
}

export interface FlagAdminDefinition extends grpc.ServiceDefinition {
  ListFlags: MethodDefinition<_hipstershop_flags_v1_ListFlagsRequestInput, _hipstershop_flags_v1_ListFlagsResponseInput, _hipstershop_flags_v1_ListFlagsRequest, _hipstershop_flags_v1_ListFlagsResponse>
  ResetFlags: MethodDefinition<_hipstershop_flags_v1_ResetFlagsRequestInput, _hipstershop_flags_v1_ResetFlagsResponseInput, _hipstershop_flags_v1_ResetFlagsRequest, _hipstershop_flags_v1_ResetFlagsResponse>
  SetDefaultVariant: MethodDefinition<_hipstershop_flags_v1_SetDefaultVariantRequestInput, _hipstershop_flags_v1_SetDefaultVariantResponseInput, _hipstershop_flags_v1_SetDefaultVariantRequest, _hipstershop_flags_v1_SetDefaultVariantResponse>
  SetTargeting: MethodDefinition<_hipstershop_flags_v1_SetTargetingRequestInput, _hipstershop_flags_v1_SetTargetingResponseInput, _hipstershop_flags_v1_SetTargetingRequest, _hipstershop_flags_v1_SetTargetingResponse>
}
