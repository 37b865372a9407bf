// Original file: protos/demo.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ChargeRequestInput as _hipstershop_ChargeRequestInput, ChargeRequest as _hipstershop_ChargeRequest } from '../hipstershop/ChargeRequest.ts';
import type { ChargeResponseInput as _hipstershop_ChargeResponseInput, ChargeResponse as _hipstershop_ChargeResponse } from '../hipstershop/ChargeResponse.ts';

export interface PaymentServiceClient extends grpc.Client {
  Charge(argument: _hipstershop_ChargeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ChargeResponse>): grpc.ClientUnaryCall;
  Charge(argument: _hipstershop_ChargeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_ChargeResponse>): grpc.ClientUnaryCall;
  Charge(argument: _hipstershop_ChargeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ChargeResponse>): grpc.ClientUnaryCall;
  Charge(argument: _hipstershop_ChargeRequestInput, callback: grpc.requestCallback<_hipstershop_ChargeResponse>): grpc.ClientUnaryCall;
  charge(argument: _hipstershop_ChargeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ChargeResponse>): grpc.ClientUnaryCall;
  charge(argument: _hipstershop_ChargeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_ChargeResponse>): grpc.ClientUnaryCall;
  charge(argument: _hipstershop_ChargeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ChargeResponse>): grpc.ClientUnaryCall;
  charge(argument: _hipstershop_ChargeRequestInput, callback: grpc.requestCallback<_hipstershop_ChargeResponse>): grpc.ClientUnaryCall;
  
}

export interface PaymentServiceHandlers extends grpc.UntypedServiceImplementation {
  Charge: grpc.handleUnaryCall<_hipstershop_ChargeRequest, _hipstershop_ChargeResponseInput>;
  
}

export interface PaymentServiceDefinition extends grpc.ServiceDefinition {
  Charge: MethodDefinition<_hipstershop_ChargeRequestInput, _hipstershop_ChargeResponseInput, _hipstershop_ChargeRequest, _hipstershop_ChargeResponse>
}
