// Original file: protos/demo.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AdRequestInput as _hipstershop_AdRequestInput, AdRequest as _hipstershop_AdRequest } from '../hipstershop/AdRequest.ts';
import type { AdResponseInput as _hipstershop_AdResponseInput, AdResponse as _hipstershop_AdResponse } from '../hipstershop/AdResponse.ts';

export interface AdServiceClient extends grpc.Client {
  GetAds(argument: _hipstershop_AdRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_AdResponse>): grpc.ClientUnaryCall;
  GetAds(argument: _hipstershop_AdRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_AdResponse>): grpc.ClientUnaryCall;
  GetAds(argument: _hipstershop_AdRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_AdResponse>): grpc.ClientUnaryCall;
  GetAds(argument: _hipstershop_AdRequestInput, callback: grpc.requestCallback<_hipstershop_AdResponse>): grpc.ClientUnaryCall;
  getAds(argument: _hipstershop_AdRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_AdResponse>): grpc.ClientUnaryCall;
  getAds(argument: _hipstershop_AdRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_AdResponse>): grpc.ClientUnaryCall;
  getAds(argument: _hipstershop_AdRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_AdResponse>): grpc.ClientUnaryCall;
  getAds(argument: _hipstershop_AdRequestInput, callback: grpc.requestCallback<_hipstershop_AdResponse>): grpc.ClientUnaryCall;
  
}

export interface AdServiceHandlers extends grpc.UntypedServiceImplementation {
  GetAds: grpc.handleUnaryCall<_hipstershop_AdRequest, _hipstershop_AdResponseInput>;
  
}

export interface AdServiceDefinition extends grpc.ServiceDefinition {
  GetAds: MethodDefinition<_hipstershop_AdRequestInput, _hipstershop_AdResponseInput, _hipstershop_AdRequest, _hipstershop_AdResponse>
}
