// Original file: protos/payment_ledger.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ListEntriesRequestInput as _hipstershop_ListEntriesRequestInput, ListEntriesRequest as _hipstershop_ListEntriesRequest } from '../hipstershop/ListEntriesRequest.ts';
import type { ListEntriesResponseInput as _hipstershop_ListEntriesResponseInput, ListEntriesResponse as _hipstershop_ListEntriesResponse } from '../hipstershop/ListEntriesResponse.ts';
import type { RefundChargeRequestInput as _hipstershop_RefundChargeRequestInput, RefundChargeRequest as _hipstershop_RefundChargeRequest } from '../hipstershop/RefundChargeRequest.ts';
import type { RefundChargeResponseInput as _hipstershop_RefundChargeResponseInput, RefundChargeResponse as _hipstershop_RefundChargeResponse } from '../hipstershop/RefundChargeResponse.ts';
import type { SettleChargeRequestInput as _hipstershop_SettleChargeRequestInput, SettleChargeRequest as _hipstershop_SettleChargeRequest } from '../hipstershop/SettleChargeRequest.ts';
import type { SettleChargeResponseInput as _hipstershop_SettleChargeResponseInput, SettleChargeResponse as _hipstershop_SettleChargeResponse } from '../hipstershop/SettleChargeResponse.ts';

export interface PaymentLedgerServiceClient extends grpc.Client {
  ListEntries(argument: _hipstershop_ListEntriesRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ListEntriesResponse>): grpc.ClientUnaryCall;
  ListEntries(argument: _hipstershop_ListEntriesRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_ListEntriesResponse>): grpc.ClientUnaryCall;
  ListEntries(argument: _hipstershop_ListEntriesRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ListEntriesResponse>): grpc.ClientUnaryCall;
  ListEntries(argument: _hipstershop_ListEntriesRequestInput, callback: grpc.requestCallback<_hipstershop_ListEntriesResponse>): grpc.ClientUnaryCall;
  listEntries(argument: _hipstershop_ListEntriesRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ListEntriesResponse>): grpc.ClientUnaryCall;
  listEntries(argument: _hipstershop_ListEntriesRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_ListEntriesResponse>): grpc.ClientUnaryCall;
  listEntries(argument: _hipstershop_ListEntriesRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_ListEntriesResponse>): grpc.ClientUnaryCall;
  listEntries(argument: _hipstershop_ListEntriesRequestInput, callback: grpc.requestCallback<_hipstershop_ListEntriesResponse>): grpc.ClientUnaryCall;
  
  RefundCharge(argument: _hipstershop_RefundChargeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_RefundChargeResponse>): grpc.ClientUnaryCall;
  RefundCharge(argument: _hipstershop_RefundChargeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_RefundChargeResponse>): grpc.ClientUnaryCall;
  RefundCharge(argument: _hipstershop_RefundChargeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_RefundChargeResponse>): grpc.ClientUnaryCall;
  RefundCharge(argument: _hipstershop_RefundChargeRequestInput, callback: grpc.requestCallback<_hipstershop_RefundChargeResponse>): grpc.ClientUnaryCall;
  refundCharge(argument: _hipstershop_RefundChargeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_RefundChargeResponse>): grpc.ClientUnaryCall;
  refundCharge(argument: _hipstershop_RefundChargeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_RefundChargeResponse>): grpc.ClientUnaryCall;
  refundCharge(argument: _hipstershop_RefundChargeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_RefundChargeResponse>): grpc.ClientUnaryCall;
  refundCharge(argument: _hipstershop_RefundChargeRequestInput, callback: grpc.requestCallback<_hipstershop_RefundChargeResponse>): grpc.ClientUnaryCall;
  
  SettleCharge(argument: _hipstershop_SettleChargeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_SettleChargeResponse>): grpc.ClientUnaryCall;
  SettleCharge(argument: _hipstershop_SettleChargeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_SettleChargeResponse>): grpc.ClientUnaryCall;
  SettleCharge(argument: _hipstershop_SettleChargeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_SettleChargeResponse>): grpc.ClientUnaryCall;
  SettleCharge(argument: _hipstershop_SettleChargeRequestInput, callback: grpc.requestCallback<_hipstershop_SettleChargeResponse>): grpc.ClientUnaryCall;
  settleCharge(argument: _hipstershop_SettleChargeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_SettleChargeResponse>): grpc.ClientUnaryCall;
  settleCharge(argument: _hipstershop_SettleChargeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_hipstershop_SettleChargeResponse>): grpc.ClientUnaryCall;
  settleCharge(argument: _hipstershop_SettleChargeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_hipstershop_SettleChargeResponse>): grpc.ClientUnaryCall;
  settleCharge(argument: _hipstershop_SettleChargeRequestInput, callback: grpc.requestCallback<_hipstershop_SettleChargeResponse>): grpc.ClientUnaryCall;
  
}

export interface PaymentLedgerServiceHandlers extends grpc.UntypedServiceImplementation {
  ListEntries: grpc.handleUnaryCall<_hipstershop_ListEntriesRequest, _hipstershop_ListEntriesResponseInput>;
  
  RefundCharge: grpc.handleUnaryCall<_hipstershop_RefundChargeRequest, _hipstershop_RefundChargeResponseInput>;
  
  SettleCharge: grpc.handleUnaryCall<_hipstershop_SettleChargeRequest, _hipstershop_SettleChargeResponseInput>;
  
}

export interface PaymentLedgerServiceDefinition extends grpc.ServiceDefinition {
  ListEntries: MethodDefinition<_hipstershop_ListEntriesRequestInput, _hipstershop_ListEntriesResponseInput, _hipstershop_ListEntriesRequest, _hipstershop_ListEntriesResponse>
  RefundCharge: MethodDefinition<_hipstershop_RefundChargeRequestInput, _hipstershop_RefundChargeResponseInput, _hipstershop_RefundChargeRequest, _hipstershop_RefundChargeResponse>
  SettleCharge: MethodDefinition<_hipstershop_SettleChargeRequestInput, _hipstershop_SettleChargeResponseInput, _hipstershop_SettleChargeRequest, _hipstershop_SettleChargeResponse>
}
