// Original file: protos/cart_edit.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { EmptyInput as _hipstershop_EmptyInput, Empty as _hipstershop_Empty } from '../hipstershop/Empty.ts';
import type { SetQuantityRequestInput as _hipstershop_SetQuantityRequestInput, SetQuantityRequest as _hipstershop_SetQuantityRequest } from '../hipstershop/SetQuantityRequest.ts';

export interface CartEditServiceClient extends grpc.Client {
  SetQuantity(argument: _hipstershop_SetQuantityRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  SetQuantity(argument: _hipstershop_SetQuantityRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  SetQuantity(argument: _hipstershop_SetQuantityRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  SetQuantity(argument: _hipstershop_SetQuantityRequestInput, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  setQuantity(argument: _hipstershop_SetQuantityRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  setQuantity(argument: _hipstershop_SetQuantityRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  setQuantity(argument: _hipstershop_SetQuantityRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  setQuantity(argument: _hipstershop_SetQuantityRequestInput, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  
}

export interface CartEditServiceHandlers extends grpc.UntypedServiceImplementation {
  SetQuantity: grpc.handleUnaryCall<_hipstershop_SetQuantityRequest, _hipstershop_EmptyInput>;
  
}

export interface CartEditServiceDefinition extends grpc.ServiceDefinition {
  SetQuantity: MethodDefinition<_hipstershop_SetQuantityRequestInput, _hipstershop_EmptyInput, _hipstershop_SetQuantityRequest, _hipstershop_Empty>
}
