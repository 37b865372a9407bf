// Original file: protos/grpc/health/v1/health.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { HealthCheckRequestInput as _grpc_health_v1_HealthCheckRequestInput, HealthCheckRequest as _grpc_health_v1_HealthCheckRequest } from '../../../grpc/health/v1/HealthCheckRequest.ts';
import type { HealthCheckResponseInput as _grpc_health_v1_HealthCheckResponseInput, HealthCheckResponse as _grpc_health_v1_HealthCheckResponse } from '../../../grpc/health/v1/HealthCheckResponse.ts';
import type { HealthListRequestInput as _grpc_health_v1_HealthListRequestInput, HealthListRequest as _grpc_health_v1_HealthListRequest } from '../../../grpc/health/v1/HealthListRequest.ts';
import type { HealthListResponseInput as _grpc_health_v1_HealthListResponseInput, HealthListResponse as _grpc_health_v1_HealthListResponse } from '../../../grpc/health/v1/HealthListResponse.ts';

export interface HealthClient extends grpc.Client {
  Check(argument: _grpc_health_v1_HealthCheckRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_grpc_health_v1_HealthCheckResponse>): grpc.ClientUnaryCall;
  Check(argument: _grpc_health_v1_HealthCheckRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_grpc_health_v1_HealthCheckResponse>): grpc.ClientUnaryCall;
  Check(argument: _grpc_health_v1_HealthCheckRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_grpc_health_v1_HealthCheckResponse>): grpc.ClientUnaryCall;
  Check(argument: _grpc_health_v1_HealthCheckRequestInput, callback: grpc.requestCallback<_grpc_health_v1_HealthCheckResponse>): grpc.ClientUnaryCall;
  check(argument: _grpc_health_v1_HealthCheckRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_grpc_health_v1_HealthCheckResponse>): grpc.ClientUnaryCall;
  check(argument: _grpc_health_v1_HealthCheckRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_grpc_health_v1_HealthCheckResponse>): grpc.ClientUnaryCall;
  check(argument: _grpc_health_v1_HealthCheckRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_grpc_health_v1_HealthCheckResponse>): grpc.ClientUnaryCall;
  check(argument: _grpc_health_v1_HealthCheckRequestInput, callback: grpc.requestCallback<_grpc_health_v1_HealthCheckResponse>): grpc.ClientUnaryCall;
  
  List(argument: _grpc_health_v1_HealthListRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_grpc_health_v1_HealthListResponse>): grpc.ClientUnaryCall;
  List(argument: _grpc_health_v1_HealthListRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_grpc_health_v1_HealthListResponse>): grpc.ClientUnaryCall;
  List(argument: _grpc_health_v1_HealthListRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_grpc_health_v1_HealthListResponse>): grpc.ClientUnaryCall;
  List(argument: _grpc_health_v1_HealthListRequestInput, callback: grpc.requestCallback<_grpc_health_v1_HealthListResponse>): grpc.ClientUnaryCall;
  list(argument: _grpc_health_v1_HealthListRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_grpc_health_v1_HealthListResponse>): grpc.ClientUnaryCall;
  list(argument: _grpc_health_v1_HealthListRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_grpc_health_v1_HealthListResponse>): grpc.ClientUnaryCall;
  list(argument: _grpc_health_v1_HealthListRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_grpc_health_v1_HealthListResponse>): grpc.ClientUnaryCall;
  list(argument: _grpc_health_v1_HealthListRequestInput, callback: grpc.requestCallback<_grpc_health_v1_HealthListResponse>): grpc.ClientUnaryCall;
  
  Watch(argument: _grpc_health_v1_HealthCheckRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_grpc_health_v1_HealthCheckResponse>;
  Watch(argument: _grpc_health_v1_HealthCheckRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_grpc_health_v1_HealthCheckResponse>;
  watch(argument: _grpc_health_v1_HealthCheckRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_grpc_health_v1_HealthCheckResponse>;
  watch(argument: _grpc_health_v1_HealthCheckRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_grpc_health_v1_HealthCheckResponse>;
  
}

export interface HealthHandlers extends grpc.UntypedServiceImplementation {
  Check: grpc.handleUnaryCall<_grpc_health_v1_HealthCheckRequest, _grpc_health_v1_HealthCheckResponseInput>;
  
  List: grpc.handleUnaryCall<_grpc_health_v1_HealthListRequest, _grpc_health_v1_HealthListResponseInput>;
  
  Watch: grpc.handleServerStreamingCall<_grpc_health_v1_HealthCheckRequest, _grpc_health_v1_HealthCheckResponseInput>;
  
}

export interface HealthDefinition extends grpc.ServiceDefinition {
  Check: MethodDefinition<_grpc_health_v1_HealthCheckRequestInput, _grpc_health_v1_HealthCheckResponseInput, _grpc_health_v1_HealthCheckRequest, _grpc_health_v1_HealthCheckResponse>
  List: MethodDefinition<_grpc_health_v1_HealthListRequestInput, _grpc_health_v1_HealthListResponseInput, _grpc_health_v1_HealthListRequest, _grpc_health_v1_HealthListResponse>
  Watch: MethodDefinition<_grpc_health_v1_HealthCheckRequestInput, _grpc_health_v1_HealthCheckResponseInput, _grpc_health_v1_HealthCheckRequest, _grpc_health_v1_HealthCheckResponse>
}
