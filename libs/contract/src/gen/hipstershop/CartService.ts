// Original file: protos/demo.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AddItemRequestInput as _hipstershop_AddItemRequestInput, AddItemRequest as _hipstershop_AddItemRequest } from '../hipstershop/AddItemRequest.ts';
import type { CartInput as _hipstershop_CartInput, Cart as _hipstershop_Cart } from '../hipstershop/Cart.ts';
import type { EmptyInput as _hipstershop_EmptyInput, Empty as _hipstershop_Empty } from '../hipstershop/Empty.ts';
import type { EmptyCartRequestInput as _hipstershop_EmptyCartRequestInput, EmptyCartRequest as _hipstershop_EmptyCartRequest } from '../hipstershop/EmptyCartRequest.ts';
import type { GetCartRequestInput as _hipstershop_GetCartRequestInput, GetCartRequest as _hipstershop_GetCartRequest } from '../hipstershop/GetCartRequest.ts';

export interface CartServiceClient extends grpc.Client {
  AddItem(argument: _hipstershop_AddItemRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  AddItem(argument: _hipstershop_AddItemRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  AddItem(argument: _hipstershop_AddItemRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  AddItem(argument: _hipstershop_AddItemRequestInput, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  addItem(argument: _hipstershop_AddItemRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  addItem(argument: _hipstershop_AddItemRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  addItem(argument: _hipstershop_AddItemRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  addItem(argument: _hipstershop_AddItemRequestInput, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  
  EmptyCart(argument: _hipstershop_EmptyCartRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  EmptyCart(argument: _hipstershop_EmptyCartRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  EmptyCart(argument: _hipstershop_EmptyCartRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  EmptyCart(argument: _hipstershop_EmptyCartRequestInput, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  emptyCart(argument: _hipstershop_EmptyCartRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  emptyCart(argument: _hipstershop_EmptyCartRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  emptyCart(argument: _hipstershop_EmptyCartRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  emptyCart(argument: _hipstershop_EmptyCartRequestInput, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  
  GetCart(argument: _hipstershop_GetCartRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Cart>): grpc.ClientUnaryCall;
  GetCart(argument: _hipstershop_GetCartRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_Cart>): grpc.ClientUnaryCall;
  GetCart(argument: _hipstershop_GetCartRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Cart>): grpc.ClientUnaryCall;
  GetCart(argument: _hipstershop_GetCartRequestInput, callback: grpc.requestCallback<_hipstershop_Cart>): grpc.ClientUnaryCall;
  getCart(argument: _hipstershop_GetCartRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Cart>): grpc.ClientUnaryCall;
  getCart(argument: _hipstershop_GetCartRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_Cart>): grpc.ClientUnaryCall;
  getCart(argument: _hipstershop_GetCartRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Cart>): grpc.ClientUnaryCall;
  getCart(argument: _hipstershop_GetCartRequestInput, callback: grpc.requestCallback<_hipstershop_Cart>): grpc.ClientUnaryCall;
  
}

export interface CartServiceHandlers extends grpc.UntypedServiceImplementation {
  AddItem: grpc.handleUnaryCall<_hipstershop_AddItemRequest, _hipstershop_EmptyInput>;
  
  EmptyCart: grpc.handleUnaryCall<_hipstershop_EmptyCartRequest, _hipstershop_EmptyInput>;
  
  GetCart: grpc.handleUnaryCall<_hipstershop_GetCartRequest, _hipstershop_CartInput>;
  
}

export interface CartServiceDefinition extends grpc.ServiceDefinition {
  AddItem: MethodDefinition<_hipstershop_AddItemRequestInput, _hipstershop_EmptyInput, _hipstershop_AddItemRequest, _hipstershop_Empty>
  EmptyCart: MethodDefinition<_hipstershop_EmptyCartRequestInput, _hipstershop_EmptyInput, _hipstershop_EmptyCartRequest, _hipstershop_Empty>
  GetCart: MethodDefinition<_hipstershop_GetCartRequestInput, _hipstershop_CartInput, _hipstershop_GetCartRequest, _hipstershop_Cart>
}
