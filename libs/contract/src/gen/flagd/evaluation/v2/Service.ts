// Original file: protos/flagd/evaluation/v2/evaluation.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { EventStreamRequestInput as _flagd_evaluation_v2_EventStreamRequestInput, EventStreamRequest as _flagd_evaluation_v2_EventStreamRequest } from '../../../flagd/evaluation/v2/EventStreamRequest.ts';
import type { EventStreamResponseInput as _flagd_evaluation_v2_EventStreamResponseInput, EventStreamResponse as _flagd_evaluation_v2_EventStreamResponse } from '../../../flagd/evaluation/v2/EventStreamResponse.ts';
import type { ResolveBooleanRequestInput as _flagd_evaluation_v2_ResolveBooleanRequestInput, ResolveBooleanRequest as _flagd_evaluation_v2_ResolveBooleanRequest } from '../../../flagd/evaluation/v2/ResolveBooleanRequest.ts';
import type { ResolveBooleanResponseInput as _flagd_evaluation_v2_ResolveBooleanResponseInput, ResolveBooleanResponse as _flagd_evaluation_v2_ResolveBooleanResponse } from '../../../flagd/evaluation/v2/ResolveBooleanResponse.ts';
import type { ResolveFloatRequestInput as _flagd_evaluation_v2_ResolveFloatRequestInput, ResolveFloatRequest as _flagd_evaluation_v2_ResolveFloatRequest } from '../../../flagd/evaluation/v2/ResolveFloatRequest.ts';
import type { ResolveFloatResponseInput as _flagd_evaluation_v2_ResolveFloatResponseInput, ResolveFloatResponse as _flagd_evaluation_v2_ResolveFloatResponse } from '../../../flagd/evaluation/v2/ResolveFloatResponse.ts';
import type { ResolveIntRequestInput as _flagd_evaluation_v2_ResolveIntRequestInput, ResolveIntRequest as _flagd_evaluation_v2_ResolveIntRequest } from '../../../flagd/evaluation/v2/ResolveIntRequest.ts';
import type { ResolveIntResponseInput as _flagd_evaluation_v2_ResolveIntResponseInput, ResolveIntResponse as _flagd_evaluation_v2_ResolveIntResponse } from '../../../flagd/evaluation/v2/ResolveIntResponse.ts';
import type { ResolveObjectRequestInput as _flagd_evaluation_v2_ResolveObjectRequestInput, ResolveObjectRequest as _flagd_evaluation_v2_ResolveObjectRequest } from '../../../flagd/evaluation/v2/ResolveObjectRequest.ts';
import type { ResolveObjectResponseInput as _flagd_evaluation_v2_ResolveObjectResponseInput, ResolveObjectResponse as _flagd_evaluation_v2_ResolveObjectResponse } from '../../../flagd/evaluation/v2/ResolveObjectResponse.ts';
import type { ResolveStringRequestInput as _flagd_evaluation_v2_ResolveStringRequestInput, ResolveStringRequest as _flagd_evaluation_v2_ResolveStringRequest } from '../../../flagd/evaluation/v2/ResolveStringRequest.ts';
import type { ResolveStringResponseInput as _flagd_evaluation_v2_ResolveStringResponseInput, ResolveStringResponse as _flagd_evaluation_v2_ResolveStringResponse } from '../../../flagd/evaluation/v2/ResolveStringResponse.ts';

export interface ServiceClient extends grpc.Client {
  EventStream(argument: _flagd_evaluation_v2_EventStreamRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_flagd_evaluation_v2_EventStreamResponse>;
  EventStream(argument: _flagd_evaluation_v2_EventStreamRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_flagd_evaluation_v2_EventStreamResponse>;
  eventStream(argument: _flagd_evaluation_v2_EventStreamRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_flagd_evaluation_v2_EventStreamResponse>;
  eventStream(argument: _flagd_evaluation_v2_EventStreamRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_flagd_evaluation_v2_EventStreamResponse>;
  
  ResolveBoolean(argument: _flagd_evaluation_v2_ResolveBooleanRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveBooleanResponse>): grpc.ClientUnaryCall;
  ResolveBoolean(argument: _flagd_evaluation_v2_ResolveBooleanRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveBooleanResponse>): grpc.ClientUnaryCall;
  ResolveBoolean(argument: _flagd_evaluation_v2_ResolveBooleanRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveBooleanResponse>): grpc.ClientUnaryCall;
  ResolveBoolean(argument: _flagd_evaluation_v2_ResolveBooleanRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveBooleanResponse>): grpc.ClientUnaryCall;
  resolveBoolean(argument: _flagd_evaluation_v2_ResolveBooleanRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveBooleanResponse>): grpc.ClientUnaryCall;
  resolveBoolean(argument: _flagd_evaluation_v2_ResolveBooleanRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveBooleanResponse>): grpc.ClientUnaryCall;
  resolveBoolean(argument: _flagd_evaluation_v2_ResolveBooleanRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveBooleanResponse>): grpc.ClientUnaryCall;
  resolveBoolean(argument: _flagd_evaluation_v2_ResolveBooleanRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveBooleanResponse>): grpc.ClientUnaryCall;
  
  ResolveFloat(argument: _flagd_evaluation_v2_ResolveFloatRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveFloatResponse>): grpc.ClientUnaryCall;
  ResolveFloat(argument: _flagd_evaluation_v2_ResolveFloatRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveFloatResponse>): grpc.ClientUnaryCall;
  ResolveFloat(argument: _flagd_evaluation_v2_ResolveFloatRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveFloatResponse>): grpc.ClientUnaryCall;
  ResolveFloat(argument: _flagd_evaluation_v2_ResolveFloatRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveFloatResponse>): grpc.ClientUnaryCall;
  resolveFloat(argument: _flagd_evaluation_v2_ResolveFloatRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveFloatResponse>): grpc.ClientUnaryCall;
  resolveFloat(argument: _flagd_evaluation_v2_ResolveFloatRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveFloatResponse>): grpc.ClientUnaryCall;
  resolveFloat(argument: _flagd_evaluation_v2_ResolveFloatRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveFloatResponse>): grpc.ClientUnaryCall;
  resolveFloat(argument: _flagd_evaluation_v2_ResolveFloatRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveFloatResponse>): grpc.ClientUnaryCall;
  
  ResolveInt(argument: _flagd_evaluation_v2_ResolveIntRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveIntResponse>): grpc.ClientUnaryCall;
  ResolveInt(argument: _flagd_evaluation_v2_ResolveIntRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveIntResponse>): grpc.ClientUnaryCall;
  ResolveInt(argument: _flagd_evaluation_v2_ResolveIntRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveIntResponse>): grpc.ClientUnaryCall;
  ResolveInt(argument: _flagd_evaluation_v2_ResolveIntRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveIntResponse>): grpc.ClientUnaryCall;
  resolveInt(argument: _flagd_evaluation_v2_ResolveIntRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveIntResponse>): grpc.ClientUnaryCall;
  resolveInt(argument: _flagd_evaluation_v2_ResolveIntRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveIntResponse>): grpc.ClientUnaryCall;
  resolveInt(argument: _flagd_evaluation_v2_ResolveIntRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveIntResponse>): grpc.ClientUnaryCall;
  resolveInt(argument: _flagd_evaluation_v2_ResolveIntRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveIntResponse>): grpc.ClientUnaryCall;
  
  ResolveObject(argument: _flagd_evaluation_v2_ResolveObjectRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveObjectResponse>): grpc.ClientUnaryCall;
  ResolveObject(argument: _flagd_evaluation_v2_ResolveObjectRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveObjectResponse>): grpc.ClientUnaryCall;
  ResolveObject(argument: _flagd_evaluation_v2_ResolveObjectRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveObjectResponse>): grpc.ClientUnaryCall;
  ResolveObject(argument: _flagd_evaluation_v2_ResolveObjectRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveObjectResponse>): grpc.ClientUnaryCall;
  resolveObject(argument: _flagd_evaluation_v2_ResolveObjectRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveObjectResponse>): grpc.ClientUnaryCall;
  resolveObject(argument: _flagd_evaluation_v2_ResolveObjectRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveObjectResponse>): grpc.ClientUnaryCall;
  resolveObject(argument: _flagd_evaluation_v2_ResolveObjectRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveObjectResponse>): grpc.ClientUnaryCall;
  resolveObject(argument: _flagd_evaluation_v2_ResolveObjectRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveObjectResponse>): grpc.ClientUnaryCall;
  
  ResolveString(argument: _flagd_evaluation_v2_ResolveStringRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveStringResponse>): grpc.ClientUnaryCall;
  ResolveString(argument: _flagd_evaluation_v2_ResolveStringRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveStringResponse>): grpc.ClientUnaryCall;
  ResolveString(argument: _flagd_evaluation_v2_ResolveStringRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveStringResponse>): grpc.ClientUnaryCall;
  ResolveString(argument: _flagd_evaluation_v2_ResolveStringRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveStringResponse>): grpc.ClientUnaryCall;
  resolveString(argument: _flagd_evaluation_v2_ResolveStringRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveStringResponse>): grpc.ClientUnaryCall;
  resolveString(argument: _flagd_evaluation_v2_ResolveStringRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveStringResponse>): grpc.ClientUnaryCall;
  resolveString(argument: _flagd_evaluation_v2_ResolveStringRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveStringResponse>): grpc.ClientUnaryCall;
  resolveString(argument: _flagd_evaluation_v2_ResolveStringRequestInput, callback: grpc.requestCallback<_flagd_evaluation_v2_ResolveStringResponse>): grpc.ClientUnaryCall;
  
}

export interface ServiceHandlers extends grpc.UntypedServiceImplementation {
  EventStream: grpc.handleServerStreamingCall<_flagd_evaluation_v2_EventStreamRequest, _flagd_evaluation_v2_EventStreamResponseInput>;
  
  ResolveBoolean: grpc.handleUnaryCall<_flagd_evaluation_v2_ResolveBooleanRequest, _flagd_evaluation_v2_ResolveBooleanResponseInput>;
  
  ResolveFloat: grpc.handleUnaryCall<_flagd_evaluation_v2_ResolveFloatRequest, _flagd_evaluation_v2_ResolveFloatResponseInput>;
  
  ResolveInt: grpc.handleUnaryCall<_flagd_evaluation_v2_ResolveIntRequest, _flagd_evaluation_v2_ResolveIntResponseInput>;
  
  ResolveObject: grpc.handleUnaryCall<_flagd_evaluation_v2_ResolveObjectRequest, _flagd_evaluation_v2_ResolveObjectResponseInput>;
  
  ResolveString: grpc.handleUnaryCall<_flagd_evaluation_v2_ResolveStringRequest, _flagd_evaluation_v2_ResolveStringResponseInput>;
  
}

export interface ServiceDefinition extends grpc.ServiceDefinition {
  EventStream: MethodDefinition<_flagd_evaluation_v2_EventStreamRequestInput, _flagd_evaluation_v2_EventStreamResponseInput, _flagd_evaluation_v2_EventStreamRequest, _flagd_evaluation_v2_EventStreamResponse>
  ResolveBoolean: MethodDefinition<_flagd_evaluation_v2_ResolveBooleanRequestInput, _flagd_evaluation_v2_ResolveBooleanResponseInput, _flagd_evaluation_v2_ResolveBooleanRequest, _flagd_evaluation_v2_ResolveBooleanResponse>
  ResolveFloat: MethodDefinition<_flagd_evaluation_v2_ResolveFloatRequestInput, _flagd_evaluation_v2_ResolveFloatResponseInput, _flagd_evaluation_v2_ResolveFloatRequest, _flagd_evaluation_v2_ResolveFloatResponse>
  ResolveInt: MethodDefinition<_flagd_evaluation_v2_ResolveIntRequestInput, _flagd_evaluation_v2_ResolveIntResponseInput, _flagd_evaluation_v2_ResolveIntRequest, _flagd_evaluation_v2_ResolveIntResponse>
  ResolveObject: MethodDefinition<_flagd_evaluation_v2_ResolveObjectRequestInput, _flagd_evaluation_v2_ResolveObjectResponseInput, _flagd_evaluation_v2_ResolveObjectRequest, _flagd_evaluation_v2_ResolveObjectResponse>
  ResolveString: MethodDefinition<_flagd_evaluation_v2_ResolveStringRequestInput, _flagd_evaluation_v2_ResolveStringResponseInput, _flagd_evaluation_v2_ResolveStringRequest, _flagd_evaluation_v2_ResolveStringResponse>
}
