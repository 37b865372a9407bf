// Original file: protos/demo.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { PlaceOrderRequestInput as _hipstershop_PlaceOrderRequestInput, PlaceOrderRequest as _hipstershop_PlaceOrderRequest } from '../hipstershop/PlaceOrderRequest.ts';
import type { PlaceOrderResponseInput as _hipstershop_PlaceOrderResponseInput, PlaceOrderResponse as _hipstershop_PlaceOrderResponse } from '../hipstershop/PlaceOrderResponse.ts';

export interface CheckoutServiceClient extends grpc.Client {
  PlaceOrder(argument: _hipstershop_PlaceOrderRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_PlaceOrderResponse>): grpc.ClientUnaryCall;
  PlaceOrder(argument: _hipstershop_PlaceOrderRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_PlaceOrderResponse>): grpc.ClientUnaryCall;
  PlaceOrder(argument: _hipstershop_PlaceOrderRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_PlaceOrderResponse>): grpc.ClientUnaryCall;
  PlaceOrder(argument: _hipstershop_PlaceOrderRequestInput, callback: grpc.requestCallback<_hipstershop_PlaceOrderResponse>): grpc.ClientUnaryCall;
  placeOrder(argument: _hipstershop_PlaceOrderRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_PlaceOrderResponse>): grpc.ClientUnaryCall;
  placeOrder(argument: _hipstershop_PlaceOrderRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_PlaceOrderResponse>): grpc.ClientUnaryCall;
  placeOrder(argument: _hipstershop_PlaceOrderRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_PlaceOrderResponse>): grpc.ClientUnaryCall;
  placeOrder(argument: _hipstershop_PlaceOrderRequestInput, callback: grpc.requestCallback<_hipstershop_PlaceOrderResponse>): grpc.ClientUnaryCall;
  
}

export interface CheckoutServiceHandlers extends grpc.UntypedServiceImplementation {
  PlaceOrder: grpc.handleUnaryCall<_hipstershop_PlaceOrderRequest, _hipstershop_PlaceOrderResponseInput>;
  
}

export interface CheckoutServiceDefinition extends grpc.ServiceDefinition {
  PlaceOrder: MethodDefinition<_hipstershop_PlaceOrderRequestInput, _hipstershop_PlaceOrderResponseInput, _hipstershop_PlaceOrderRequest, _hipstershop_PlaceOrderResponse>
}
