// Original file: protos/flagd/evaluation/v1/evaluation.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { EventStreamRequestInput as _flagd_evaluation_v1_EventStreamRequestInput, EventStreamRequest as _flagd_evaluation_v1_EventStreamRequest } from '../../../flagd/evaluation/v1/EventStreamRequest.ts';
import type { EventStreamResponseInput as _flagd_evaluation_v1_EventStreamResponseInput, EventStreamResponse as _flagd_evaluation_v1_EventStreamResponse } from '../../../flagd/evaluation/v1/EventStreamResponse.ts';
import type { ResolveAllRequestInput as _flagd_evaluation_v1_ResolveAllRequestInput, ResolveAllRequest as _flagd_evaluation_v1_ResolveAllRequest } from '../../../flagd/evaluation/v1/ResolveAllRequest.ts';
import type { ResolveAllResponseInput as _flagd_evaluation_v1_ResolveAllResponseInput, ResolveAllResponse as _flagd_evaluation_v1_ResolveAllResponse } from '../../../flagd/evaluation/v1/ResolveAllResponse.ts';
import type { ResolveBooleanRequestInput as _flagd_evaluation_v1_ResolveBooleanRequestInput, ResolveBooleanRequest as _flagd_evaluation_v1_ResolveBooleanRequest } from '../../../flagd/evaluation/v1/ResolveBooleanRequest.ts';
import type { ResolveBooleanResponseInput as _flagd_evaluation_v1_ResolveBooleanResponseInput, ResolveBooleanResponse as _flagd_evaluation_v1_ResolveBooleanResponse } from '../../../flagd/evaluation/v1/ResolveBooleanResponse.ts';
import type { ResolveFloatRequestInput as _flagd_evaluation_v1_ResolveFloatRequestInput, ResolveFloatRequest as _flagd_evaluation_v1_ResolveFloatRequest } from '../../../flagd/evaluation/v1/ResolveFloatRequest.ts';
import type { ResolveFloatResponseInput as _flagd_evaluation_v1_ResolveFloatResponseInput, ResolveFloatResponse as _flagd_evaluation_v1_ResolveFloatResponse } from '../../../flagd/evaluation/v1/ResolveFloatResponse.ts';
import type { ResolveIntRequestInput as _flagd_evaluation_v1_ResolveIntRequestInput, ResolveIntRequest as _flagd_evaluation_v1_ResolveIntRequest } from '../../../flagd/evaluation/v1/ResolveIntRequest.ts';
import type { ResolveIntResponseInput as _flagd_evaluation_v1_ResolveIntResponseInput, ResolveIntResponse as _flagd_evaluation_v1_ResolveIntResponse } from '../../../flagd/evaluation/v1/ResolveIntResponse.ts';
import type { ResolveObjectRequestInput as _flagd_evaluation_v1_ResolveObjectRequestInput, ResolveObjectRequest as _flagd_evaluation_v1_ResolveObjectRequest } from '../../../flagd/evaluation/v1/ResolveObjectRequest.ts';
import type { ResolveObjectResponseInput as _flagd_evaluation_v1_ResolveObjectResponseInput, ResolveObjectResponse as _flagd_evaluation_v1_ResolveObjectResponse } from '../../../flagd/evaluation/v1/ResolveObjectResponse.ts';
import type { ResolveStringRequestInput as _flagd_evaluation_v1_ResolveStringRequestInput, ResolveStringRequest as _flagd_evaluation_v1_ResolveStringRequest } from '../../../flagd/evaluation/v1/ResolveStringRequest.ts';
import type { ResolveStringResponseInput as _flagd_evaluation_v1_ResolveStringResponseInput, ResolveStringResponse as _flagd_evaluation_v1_ResolveStringResponse } from '../../../flagd/evaluation/v1/ResolveStringResponse.ts';

export interface ServiceClient extends grpc.Client {
  EventStream(argument: _flagd_evaluation_v1_EventStreamRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_flagd_evaluation_v1_EventStreamResponse>;
  EventStream(argument: _flagd_evaluation_v1_EventStreamRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_flagd_evaluation_v1_EventStreamResponse>;
  eventStream(argument: _flagd_evaluation_v1_EventStreamRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_flagd_evaluation_v1_EventStreamResponse>;
  eventStream(argument: _flagd_evaluation_v1_EventStreamRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_flagd_evaluation_v1_EventStreamResponse>;
  
  ResolveAll(argument: _flagd_evaluation_v1_ResolveAllRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveAllResponse>): grpc.ClientUnaryCall;
  ResolveAll(argument: _flagd_evaluation_v1_ResolveAllRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveAllResponse>): grpc.ClientUnaryCall;
  ResolveAll(argument: _flagd_evaluation_v1_ResolveAllRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveAllResponse>): grpc.ClientUnaryCall;
  ResolveAll(argument: _flagd_evaluation_v1_ResolveAllRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveAllResponse>): grpc.ClientUnaryCall;
  resolveAll(argument: _flagd_evaluation_v1_ResolveAllRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveAllResponse>): grpc.ClientUnaryCall;
  resolveAll(argument: _flagd_evaluation_v1_ResolveAllRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveAllResponse>): grpc.ClientUnaryCall;
  resolveAll(argument: _flagd_evaluation_v1_ResolveAllRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveAllResponse>): grpc.ClientUnaryCall;
  resolveAll(argument: _flagd_evaluation_v1_ResolveAllRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveAllResponse>): grpc.ClientUnaryCall;
  
  ResolveBoolean(argument: _flagd_evaluation_v1_ResolveBooleanRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveBooleanResponse>): grpc.ClientUnaryCall;
  ResolveBoolean(argument: _flagd_evaluation_v1_ResolveBooleanRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveBooleanResponse>): grpc.ClientUnaryCall;
  ResolveBoolean(argument: _flagd_evaluation_v1_ResolveBooleanRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveBooleanResponse>): grpc.ClientUnaryCall;
  ResolveBoolean(argument: _flagd_evaluation_v1_ResolveBooleanRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveBooleanResponse>): grpc.ClientUnaryCall;
  resolveBoolean(argument: _flagd_evaluation_v1_ResolveBooleanRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveBooleanResponse>): grpc.ClientUnaryCall;
  resolveBoolean(argument: _flagd_evaluation_v1_ResolveBooleanRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveBooleanResponse>): grpc.ClientUnaryCall;
  resolveBoolean(argument: _flagd_evaluation_v1_ResolveBooleanRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveBooleanResponse>): grpc.ClientUnaryCall;
  resolveBoolean(argument: _flagd_evaluation_v1_ResolveBooleanRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveBooleanResponse>): grpc.ClientUnaryCall;
  
  ResolveFloat(argument: _flagd_evaluation_v1_ResolveFloatRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveFloatResponse>): grpc.ClientUnaryCall;
  ResolveFloat(argument: _flagd_evaluation_v1_ResolveFloatRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveFloatResponse>): grpc.ClientUnaryCall;
  ResolveFloat(argument: _flagd_evaluation_v1_ResolveFloatRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveFloatResponse>): grpc.ClientUnaryCall;
  ResolveFloat(argument: _flagd_evaluation_v1_ResolveFloatRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveFloatResponse>): grpc.ClientUnaryCall;
  resolveFloat(argument: _flagd_evaluation_v1_ResolveFloatRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveFloatResponse>): grpc.ClientUnaryCall;
  resolveFloat(argument: _flagd_evaluation_v1_ResolveFloatRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveFloatResponse>): grpc.ClientUnaryCall;
  resolveFloat(argument: _flagd_evaluation_v1_ResolveFloatRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveFloatResponse>): grpc.ClientUnaryCall;
  resolveFloat(argument: _flagd_evaluation_v1_ResolveFloatRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveFloatResponse>): grpc.ClientUnaryCall;
  
  ResolveInt(argument: _flagd_evaluation_v1_ResolveIntRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveIntResponse>): grpc.ClientUnaryCall;
  ResolveInt(argument: _flagd_evaluation_v1_ResolveIntRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveIntResponse>): grpc.ClientUnaryCall;
  ResolveInt(argument: _flagd_evaluation_v1_ResolveIntRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveIntResponse>): grpc.ClientUnaryCall;
  ResolveInt(argument: _flagd_evaluation_v1_ResolveIntRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveIntResponse>): grpc.ClientUnaryCall;
  resolveInt(argument: _flagd_evaluation_v1_ResolveIntRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveIntResponse>): grpc.ClientUnaryCall;
  resolveInt(argument: _flagd_evaluation_v1_ResolveIntRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveIntResponse>): grpc.ClientUnaryCall;
  resolveInt(argument: _flagd_evaluation_v1_ResolveIntRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveIntResponse>): grpc.ClientUnaryCall;
  resolveInt(argument: _flagd_evaluation_v1_ResolveIntRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveIntResponse>): grpc.ClientUnaryCall;
  
  ResolveObject(argument: _flagd_evaluation_v1_ResolveObjectRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveObjectResponse>): grpc.ClientUnaryCall;
  ResolveObject(argument: _flagd_evaluation_v1_ResolveObjectRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveObjectResponse>): grpc.ClientUnaryCall;
  ResolveObject(argument: _flagd_evaluation_v1_ResolveObjectRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveObjectResponse>): grpc.ClientUnaryCall;
  ResolveObject(argument: _flagd_evaluation_v1_ResolveObjectRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveObjectResponse>): grpc.ClientUnaryCall;
  resolveObject(argument: _flagd_evaluation_v1_ResolveObjectRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveObjectResponse>): grpc.ClientUnaryCall;
  resolveObject(argument: _flagd_evaluation_v1_ResolveObjectRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveObjectResponse>): grpc.ClientUnaryCall;
  resolveObject(argument: _flagd_evaluation_v1_ResolveObjectRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveObjectResponse>): grpc.ClientUnaryCall;
  resolveObject(argument: _flagd_evaluation_v1_ResolveObjectRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveObjectResponse>): grpc.ClientUnaryCall;
  
  ResolveString(argument: _flagd_evaluation_v1_ResolveStringRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveStringResponse>): grpc.ClientUnaryCall;
  ResolveString(argument: _flagd_evaluation_v1_ResolveStringRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveStringResponse>): grpc.ClientUnaryCall;
  ResolveString(argument: _flagd_evaluation_v1_ResolveStringRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveStringResponse>): grpc.ClientUnaryCall;
  ResolveString(argument: _flagd_evaluation_v1_ResolveStringRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveStringResponse>): grpc.ClientUnaryCall;
  resolveString(argument: _flagd_evaluation_v1_ResolveStringRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveStringResponse>): grpc.ClientUnaryCall;
  resolveString(argument: _flagd_evaluation_v1_ResolveStringRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveStringResponse>): grpc.ClientUnaryCall;
  resolveString(argument: _flagd_evaluation_v1_ResolveStringRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveStringResponse>): grpc.ClientUnaryCall;
  resolveString(argument: _flagd_evaluation_v1_ResolveStringRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v1_ResolveStringResponse>): grpc.ClientUnaryCall;
  
}

export interface ServiceHandlers extends grpc.UntypedServiceImplementation {
  EventStream: grpc.handleServerStreamingCall<_flagd_evaluation_v1_EventStreamRequest, _flagd_evaluation_v1_EventStreamResponseInput>;
  
  ResolveAll: grpc.handleUnaryCall<_flagd_evaluation_v1_ResolveAllRequest, _flagd_evaluation_v1_ResolveAllResponseInput>;
  
  ResolveBoolean: grpc.handleUnaryCall<_flagd_evaluation_v1_ResolveBooleanRequest, _flagd_evaluation_v1_ResolveBooleanResponseInput>;
  
  ResolveFloat: grpc.handleUnaryCall<_flagd_evaluation_v1_ResolveFloatRequest, _flagd_evaluation_v1_ResolveFloatResponseInput>;
  
  ResolveInt: grpc.handleUnaryCall<_flagd_evaluation_v1_ResolveIntRequest, _flagd_evaluation_v1_ResolveIntResponseInput>;
  
  ResolveObject: grpc.handleUnaryCall<_flagd_evaluation_v1_ResolveObjectRequest, _flagd_evaluation_v1_ResolveObjectResponseInput>;
  
  ResolveString: grpc.handleUnaryCall<_flagd_evaluation_v1_ResolveStringRequest, _flagd_evaluation_v1_ResolveStringResponseInput>;
  
}

export interface ServiceDefinition extends grpc.ServiceDefinition {
  EventStream: MethodDefinition<_flagd_evaluation_v1_EventStreamRequestInput, _flagd_evaluation_v1_EventStreamResponseInput, _flagd_evaluation_v1_EventStreamRequest, _flagd_evaluation_v1_EventStreamResponse>
  ResolveAll: MethodDefinition<_flagd_evaluation_v1_ResolveAllRequestInput, _flagd_evaluation_v1_ResolveAllResponseInput, _flagd_evaluation_v1_ResolveAllRequest, _flagd_evaluation_v1_ResolveAllResponse>
  ResolveBoolean: MethodDefinition<_flagd_evaluation_v1_ResolveBooleanRequestInput, _flagd_evaluation_v1_ResolveBooleanResponseInput, _flagd_evaluation_v1_ResolveBooleanRequest, _flagd_evaluation_v1_ResolveBooleanResponse>
  ResolveFloat: MethodDefinition<_flagd_evaluation_v1_ResolveFloatRequestInput, _flagd_evaluation_v1_ResolveFloatResponseInput, _flagd_evaluation_v1_ResolveFloatRequest, _flagd_evaluation_v1_ResolveFloatResponse>
  ResolveInt: MethodDefinition<_flagd_evaluation_v1_ResolveIntRequestInput, _flagd_evaluation_v1_ResolveIntResponseInput, _flagd_evaluation_v1_ResolveIntRequest, _flagd_evaluation_v1_ResolveIntResponse>
  ResolveObject: MethodDefinition<_flagd_evaluation_v1_ResolveObjectRequestInput, _flagd_evaluation_v1_ResolveObjectResponseInput, _flagd_evaluation_v1_ResolveObjectRequest, _flagd_evaluation_v1_ResolveObjectResponse>
  ResolveString: MethodDefinition<_flagd_evaluation_v1_ResolveStringRequestInput, _flagd_evaluation_v1_ResolveStringResponseInput, _flagd_evaluation_v1_ResolveStringRequest, _flagd_evaluation_v1_ResolveStringResponse>
}
