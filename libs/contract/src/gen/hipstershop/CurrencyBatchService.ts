// Original file: protos/currency_batch.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ConvertAllRequestInput as _hipstershop_ConvertAllRequestInput, ConvertAllRequest as _hipstershop_ConvertAllRequest } from '../hipstershop/ConvertAllRequest.ts';
import type { ConvertAllResponseInput as _hipstershop_ConvertAllResponseInput, ConvertAllResponse as _hipstershop_ConvertAllResponse } from '../hipstershop/ConvertAllResponse.ts';

export interface CurrencyBatchServiceClient extends grpc.Client {
  ConvertAll(argument: _hipstershop_ConvertAllRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ConvertAllResponse>): grpc.ClientUnaryCall;
  ConvertAll(argument: _hipstershop_ConvertAllRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_ConvertAllResponse>): grpc.ClientUnaryCall;
  ConvertAll(argument: _hipstershop_ConvertAllRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ConvertAllResponse>): grpc.ClientUnaryCall;
  ConvertAll(argument: _hipstershop_ConvertAllRequestInput, callback: grpc.requestCallback<_hipstershop_ConvertAllResponse>): grpc.ClientUnaryCall;
  convertAll(argument: _hipstershop_ConvertAllRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ConvertAllResponse>): grpc.ClientUnaryCall;
  convertAll(argument: _hipstershop_ConvertAllRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_ConvertAllResponse>): grpc.ClientUnaryCall;
  convertAll(argument: _hipstershop_ConvertAllRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ConvertAllResponse>): grpc.ClientUnaryCall;
  convertAll(argument: _hipstershop_ConvertAllRequestInput, callback: grpc.requestCallback<_hipstershop_ConvertAllResponse>): grpc.ClientUnaryCall;
  
}

export interface CurrencyBatchServiceHandlers extends grpc.UntypedServiceImplementation {
  ConvertAll: grpc.handleUnaryCall<_hipstershop_ConvertAllRequest, _hipstershop_ConvertAllResponseInput>;
  
}

export interface CurrencyBatchServiceDefinition extends grpc.ServiceDefinition {
  ConvertAll: MethodDefinition<_hipstershop_ConvertAllRequestInput, _hipstershop_ConvertAllResponseInput, _hipstershop_ConvertAllRequest, _hipstershop_ConvertAllResponse>
}
