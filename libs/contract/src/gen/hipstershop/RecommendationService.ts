// Original file: protos/demo.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ListRecommendationsRequestInput as _hipstershop_ListRecommendationsRequestInput, ListRecommendationsRequest as _hipstershop_ListRecommendationsRequest } from '../hipstershop/ListRecommendationsRequest.ts';
import type { ListRecommendationsResponseInput as _hipstershop_ListRecommendationsResponseInput, ListRecommendationsResponse as _hipstershop_ListRecommendationsResponse } from '../hipstershop/ListRecommendationsResponse.ts';

export interface RecommendationServiceClient extends grpc.Client {
  ListRecommendations(argument: _hipstershop_ListRecommendationsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ListRecommendationsResponse>): grpc.ClientUnaryCall;
  ListRecommendations(argument: _hipstershop_ListRecommendationsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_ListRecommendationsResponse>): grpc.ClientUnaryCall;
  ListRecommendations(argument: _hipstershop_ListRecommendationsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ListRecommendationsResponse>): grpc.ClientUnaryCall;
  ListRecommendations(argument: _hipstershop_ListRecommendationsRequestInput, callback: grpc.requestCallback<_hipstershop_ListRecommendationsResponse>): grpc.ClientUnaryCall;
  listRecommendations(argument: _hipstershop_ListRecommendationsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ListRecommendationsResponse>): grpc.ClientUnaryCall;
  listRecommendations(argument: _hipstershop_ListRecommendationsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_ListRecommendationsResponse>): grpc.ClientUnaryCall;
  listRecommendations(argument: _hipstershop_ListRecommendationsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ListRecommendationsResponse>): grpc.ClientUnaryCall;
  listRecommendations(argument: _hipstershop_ListRecommendationsRequestInput, callback: grpc.requestCallback<_hipstershop_ListRecommendationsResponse>): grpc.ClientUnaryCall;
  
}

export interface RecommendationServiceHandlers extends grpc.UntypedServiceImplementation {
  ListRecommendations: grpc.handleUnaryCall<_hipstershop_ListRecommendationsRequest, _hipstershop_ListRecommendationsResponseInput>;
  
}

export interface RecommendationServiceDefinition extends grpc.ServiceDefinition {
  ListRecommendations: MethodDefinition<_hipstershop_ListRecommendationsRequestInput, _hipstershop_ListRecommendationsResponseInput, _hipstershop_ListRecommendationsRequest, _hipstershop_ListRecommendationsResponse>
}
