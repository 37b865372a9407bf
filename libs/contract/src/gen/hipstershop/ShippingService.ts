// Original file: protos/demo.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { GetQuoteRequestInput as _hipstershop_GetQuoteRequestInput, GetQuoteRequest as _hipstershop_GetQuoteRequest } from '../hipstershop/GetQuoteRequest.ts';
import type { GetQuoteResponseInput as _hipstershop_GetQuoteResponseInput, GetQuoteResponse as _hipstershop_GetQuoteResponse } from '../hipstershop/GetQuoteResponse.ts';
import type { ShipOrderRequestInput as _hipstershop_ShipOrderRequestInput, ShipOrderRequest as _hipstershop_ShipOrderRequest } from '../hipstershop/ShipOrderRequest.ts';
import type { ShipOrderResponseInput as _hipstershop_ShipOrderResponseInput, ShipOrderResponse as _hipstershop_ShipOrderResponse } from '../hipstershop/ShipOrderResponse.ts';

export interface ShippingServiceClient extends grpc.Client {
  GetQuote(argument: _hipstershop_GetQuoteRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_GetQuoteResponse>): grpc.ClientUnaryCall;
  GetQuote(argument: _hipstershop_GetQuoteRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_GetQuoteResponse>): grpc.ClientUnaryCall;
  GetQuote(argument: _hipstershop_GetQuoteRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_GetQuoteResponse>): grpc.ClientUnaryCall;
  GetQuote(argument: _hipstershop_GetQuoteRequestInput, callback: grpc.requestCallback<_hipstershop_GetQuoteResponse>): grpc.ClientUnaryCall;
  getQuote(argument: _hipstershop_GetQuoteRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_GetQuoteResponse>): grpc.ClientUnaryCall;
  getQuote(argument: _hipstershop_GetQuoteRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_GetQuoteResponse>): grpc.ClientUnaryCall;
  getQuote(argument: _hipstershop_GetQuoteRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_GetQuoteResponse>): grpc.ClientUnaryCall;
  getQuote(argument: _hipstershop_GetQuoteRequestInput, callback: grpc.requestCallback<_hipstershop_GetQuoteResponse>): grpc.ClientUnaryCall;
  
  ShipOrder(argument: _hipstershop_ShipOrderRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ShipOrderResponse>): grpc.ClientUnaryCall;
  ShipOrder(argument: _hipstershop_ShipOrderRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_ShipOrderResponse>): grpc.ClientUnaryCall;
  ShipOrder(argument: _hipstershop_ShipOrderRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ShipOrderResponse>): grpc.ClientUnaryCall;
  ShipOrder(argument: _hipstershop_ShipOrderRequestInput, callback: grpc.requestCallback<_hipstershop_ShipOrderResponse>): grpc.ClientUnaryCall;
  shipOrder(argument: _hipstershop_ShipOrderRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ShipOrderResponse>): grpc.ClientUnaryCall;
  shipOrder(argument: _hipstershop_ShipOrderRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_ShipOrderResponse>): grpc.ClientUnaryCall;
  shipOrder(argument: _hipstershop_ShipOrderRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ShipOrderResponse>): grpc.ClientUnaryCall;
  shipOrder(argument: _hipstershop_ShipOrderRequestInput, callback: grpc.requestCallback<_hipstershop_ShipOrderResponse>): grpc.ClientUnaryCall;
  
}

export interface ShippingServiceHandlers extends grpc.UntypedServiceImplementation {
  GetQuote: grpc.handleUnaryCall<_hipstershop_GetQuoteRequest, _hipstershop_GetQuoteResponseInput>;
  
  ShipOrder: grpc.handleUnaryCall<_hipstershop_ShipOrderRequest, _hipstershop_ShipOrderResponseInput>;
  
}

export interface ShippingServiceDefinition extends grpc.ServiceDefinition {
  GetQuote: MethodDefinition<_hipstershop_GetQuoteRequestInput, _hipstershop_GetQuoteResponseInput, _hipstershop_GetQuoteRequest, _hipstershop_GetQuoteResponse>
  ShipOrder: MethodDefinition<_hipstershop_ShipOrderRequestInput, _hipstershop_ShipOrderResponseInput, _hipstershop_ShipOrderRequest, _hipstershop_ShipOrderResponse>
}
