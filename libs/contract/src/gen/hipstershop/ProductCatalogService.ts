// Original file: protos/demo.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { EmptyInput as _hipstershop_EmptyInput, Empty as _hipstershop_Empty } from '../hipstershop/Empty.ts';
import type { GetProductRequestInput as _hipstershop_GetProductRequestInput, GetProductRequest as _hipstershop_GetProductRequest } from '../hipstershop/GetProductRequest.ts';
import type { ListProductsResponseInput as _hipstershop_ListProductsResponseInput, ListProductsResponse as _hipstershop_ListProductsResponse } from '../hipstershop/ListProductsResponse.ts';
import type { ProductInput as _hipstershop_ProductInput, Product as _hipstershop_Product } from '../hipstershop/Product.ts';
import type { SearchProductsRequestInput as _hipstershop_SearchProductsRequestInput, SearchProductsRequest as _hipstershop_SearchProductsRequest } from '../hipstershop/SearchProductsRequest.ts';
import type { SearchProductsResponseInput as _hipstershop_SearchProductsResponseInput, SearchProductsResponse as _hipstershop_SearchProductsResponse } from '../hipstershop/SearchProductsResponse.ts';

export interface ProductCatalogServiceClient extends grpc.Client {
  GetProduct(argument: _hipstershop_GetProductRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Product>): grpc.ClientUnaryCall;
  GetProduct(argument: _hipstershop_GetProductRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_Product>): grpc.ClientUnaryCall;
  GetProduct(argument: _hipstershop_GetProductRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Product>): grpc.ClientUnaryCall;
  GetProduct(argument: _hipstershop_GetProductRequestInput, callback: grpc.requestCallback<_hipstershop_Product>): grpc.ClientUnaryCall;
  getProduct(argument: _hipstershop_GetProductRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Product>): grpc.ClientUnaryCall;
  getProduct(argument: _hipstershop_GetProductRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_Product>): grpc.ClientUnaryCall;
  getProduct(argument: _hipstershop_GetProductRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Product>): grpc.ClientUnaryCall;
  getProduct(argument: _hipstershop_GetProductRequestInput, callback: grpc.requestCallback<_hipstershop_Product>): grpc.ClientUnaryCall;
  
  ListProducts(argument: _hipstershop_EmptyInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ListProductsResponse>): grpc.ClientUnaryCall;
  ListProducts(argument: _hipstershop_EmptyInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_ListProductsResponse>): grpc.ClientUnaryCall;
  ListProducts(argument: _hipstershop_EmptyInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ListProductsResponse>): grpc.ClientUnaryCall;
  ListProducts(argument: _hipstershop_EmptyInput, callback: grpc.requestCallback<_hipstershop_ListProductsResponse>): grpc.ClientUnaryCall;
  listProducts(argument: _hipstershop_EmptyInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ListProductsResponse>): grpc.ClientUnaryCall;
  listProducts(argument: _hipstershop_EmptyInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_ListProductsResponse>): grpc.ClientUnaryCall;
  listProducts(argument: _hipstershop_EmptyInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ListProductsResponse>): grpc.ClientUnaryCall;
  listProducts(argument: _hipstershop_EmptyInput, callback: grpc.requestCallback<_hipstershop_ListProductsResponse>): grpc.ClientUnaryCall;
  
  SearchProducts(argument: _hipstershop_SearchProductsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_SearchProductsResponse>): grpc.ClientUnaryCall;
  SearchProducts(argument: _hipstershop_SearchProductsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_SearchProductsResponse>): grpc.ClientUnaryCall;
  SearchProducts(argument: _hipstershop_SearchProductsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_SearchProductsResponse>): grpc.ClientUnaryCall;
  SearchProducts(argument: _hipstershop_SearchProductsRequestInput, callback: grpc.requestCallback<_hipstershop_SearchProductsResponse>): grpc.ClientUnaryCall;
  searchProducts(argument: _hipstershop_SearchProductsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_SearchProductsResponse>): grpc.ClientUnaryCall;
  searchProducts(argument: _hipstershop_SearchProductsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_SearchProductsResponse>): grpc.ClientUnaryCall;
  searchProducts(argument: _hipstershop_SearchProductsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_SearchProductsResponse>): grpc.ClientUnaryCall;
  searchProducts(argument: _hipstershop_SearchProductsRequestInput, callback: grpc.requestCallback<_hipstershop_SearchProductsResponse>): grpc.ClientUnaryCall;
  
}

export interface ProductCatalogServiceHandlers extends grpc.UntypedServiceImplementation {
  GetProduct: grpc.handleUnaryCall<_hipstershop_GetProductRequest, _hipstershop_ProductInput>;
  
  ListProducts: grpc.handleUnaryCall<_hipstershop_Empty, _hipstershop_ListProductsResponseInput>;
  
  SearchProducts: grpc.handleUnaryCall<_hipstershop_SearchProductsRequest, _hipstershop_SearchProductsResponseInput>;
  
}

export interface ProductCatalogServiceDefinition extends grpc.ServiceDefinition {
  GetProduct: MethodDefinition<_hipstershop_GetProductRequestInput, _hipstershop_ProductInput, _hipstershop_GetProductRequest, _hipstershop_Product>
  ListProducts: MethodDefinition<_hipstershop_EmptyInput, _hipstershop_ListProductsResponseInput, _hipstershop_Empty, _hipstershop_ListProductsResponse>
  SearchProducts: MethodDefinition<_hipstershop_SearchProductsRequestInput, _hipstershop_SearchProductsResponseInput, _hipstershop_SearchProductsRequest, _hipstershop_SearchProductsResponse>
}
