// Original file: protos/demo.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { EmptyInput as _hipstershop_EmptyInput, Empty as _hipstershop_Empty } from '../hipstershop/Empty.ts';
import type { SendOrderConfirmationRequestInput as _hipstershop_SendOrderConfirmationRequestInput, SendOrderConfirmationRequest as _hipstershop_SendOrderConfirmationRequest } from '../hipstershop/SendOrderConfirmationRequest.ts';

export interface EmailServiceClient extends grpc.Client {
  SendOrderConfirmation(argument: _hipstershop_SendOrderConfirmationRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  SendOrderConfirmation(argument: _hipstershop_SendOrderConfirmationRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  SendOrderConfirmation(argument: _hipstershop_SendOrderConfirmationRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  SendOrderConfirmation(argument: _hipstershop_SendOrderConfirmationRequestInput, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  sendOrderConfirmation(argument: _hipstershop_SendOrderConfirmationRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  sendOrderConfirmation(argument: _hipstershop_SendOrderConfirmationRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  sendOrderConfirmation(argument: _hipstershop_SendOrderConfirmationRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  sendOrderConfirmation(argument: _hipstershop_SendOrderConfirmationRequestInput, callback: grpc.requestCallback<_hipstershop_Empty>): grpc.ClientUnaryCall;
  
}

export interface EmailServiceHandlers extends grpc.UntypedServiceImplementation {
  SendOrderConfirmation: grpc.handleUnaryCall<_hipstershop_SendOrderConfirmationRequest, _hipstershop_EmptyInput>;
  
}

export interface EmailServiceDefinition extends grpc.ServiceDefinition {
  SendOrderConfirmation: MethodDefinition<_hipstershop_SendOrderConfirmationRequestInput, _hipstershop_EmptyInput, _hipstershop_SendOrderConfirmationRequest, _hipstershop_Empty>
}
