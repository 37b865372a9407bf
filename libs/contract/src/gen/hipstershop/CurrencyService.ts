// Original file: protos/demo.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CurrencyConversionRequestInput as _hipstershop_CurrencyConversionRequestInput, CurrencyConversionRequest as _hipstershop_CurrencyConversionRequest } from '../hipstershop/CurrencyConversionRequest.ts';
import type { EmptyInput as _hipstershop_EmptyInput, Empty as _hipstershop_Empty } from '../hipstershop/Empty.ts';
import type { GetSupportedCurrenciesResponseInput as _hipstershop_GetSupportedCurrenciesResponseInput, GetSupportedCurrenciesResponse as _hipstershop_GetSupportedCurrenciesResponse } from '../hipstershop/GetSupportedCurrenciesResponse.ts';
import type { MoneyInput as _hipstershop_MoneyInput, Money as _hipstershop_Money } from '../hipstershop/Money.ts';

export interface CurrencyServiceClient extends grpc.Client {
  Convert(argument: _hipstershop_CurrencyConversionRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Money>): grpc.ClientUnaryCall;
  Convert(argument: _hipstershop_CurrencyConversionRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_Money>): grpc.ClientUnaryCall;
  Convert(argument: _hipstershop_CurrencyConversionRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Money>): grpc.ClientUnaryCall;
  Convert(argument: _hipstershop_CurrencyConversionRequestInput, callback: grpc.requestCallback<_hipstershop_Money>): grpc.ClientUnaryCall;
  convert(argument: _hipstershop_CurrencyConversionRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Money>): grpc.ClientUnaryCall;
  convert(argument: _hipstershop_CurrencyConversionRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_Money>): grpc.ClientUnaryCall;
  convert(argument: _hipstershop_CurrencyConversionRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_Money>): grpc.ClientUnaryCall;
  convert(argument: _hipstershop_CurrencyConversionRequestInput, callback: grpc.requestCallback<_hipstershop_Money>): grpc.ClientUnaryCall;
  
  GetSupportedCurrencies(argument: _hipstershop_EmptyInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_GetSupportedCurrenciesResponse>): grpc.ClientUnaryCall;
  GetSupportedCurrencies(argument: _hipstershop_EmptyInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_GetSupportedCurrenciesResponse>): grpc.ClientUnaryCall;
  GetSupportedCurrencies(argument: _hipstershop_EmptyInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_GetSupportedCurrenciesResponse>): grpc.ClientUnaryCall;
  GetSupportedCurrencies(argument: _hipstershop_EmptyInput, callback: grpc.requestCallback<_hipstershop_GetSupportedCurrenciesResponse>): grpc.ClientUnaryCall;
  getSupportedCurrencies(argument: _hipstershop_EmptyInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_GetSupportedCurrenciesResponse>): grpc.ClientUnaryCall;
  getSupportedCurrencies(argument: _hipstershop_EmptyInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_GetSupportedCurrenciesResponse>): grpc.ClientUnaryCall;
  getSupportedCurrencies(argument: _hipstershop_EmptyInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_GetSupportedCurrenciesResponse>): grpc.ClientUnaryCall;
  getSupportedCurrencies(argument: _hipstershop_EmptyInput, callback: grpc.requestCallback<_hipstershop_GetSupportedCurrenciesResponse>): grpc.ClientUnaryCall;
  
}

export interface CurrencyServiceHandlers extends grpc.UntypedServiceImplementation {
  Convert: grpc.handleUnaryCall<_hipstershop_CurrencyConversionRequest, _hipstershop_MoneyInput>;
  
  GetSupportedCurrencies: grpc.handleUnaryCall<_hipstershop_Empty, _hipstershop_GetSupportedCurrenciesResponseInput>;
  
}

export interface CurrencyServiceDefinition extends grpc.ServiceDefinition {
  Convert: MethodDefinition<_hipstershop_CurrencyConversionRequestInput, _hipstershop_MoneyInput, _hipstershop_CurrencyConversionRequest, _hipstershop_Money>
  GetSupportedCurrencies: MethodDefinition<_hipstershop_EmptyInput, _hipstershop_GetSupportedCurrenciesResponseInput, _hipstershop_Empty, _hipstershop_GetSupportedCurrenciesResponse>
}
