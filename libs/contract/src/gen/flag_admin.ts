import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { FlagInput as _hipstershop_flags_v1_FlagInput, Flag as _hipstershop_flags_v1_Flag } from './hipstershop/flags/v1/Flag.ts';
import type { FlagAdminClient as _hipstershop_flags_v1_FlagAdminClient, FlagAdminDefinition as _hipstershop_flags_v1_FlagAdminDefinition } from './hipstershop/flags/v1/FlagAdmin.ts';
import type { ListFlagsRequestInput as _hipstershop_flags_v1_ListFlagsRequestInput, ListFlagsRequest as _hipstershop_flags_v1_ListFlagsRequest } from './hipstershop/flags/v1/ListFlagsRequest.ts';
import type { ListFlagsResponseInput as _hipstershop_flags_v1_ListFlagsResponseInput, ListFlagsResponse as _hipstershop_flags_v1_ListFlagsResponse } from './hipstershop/flags/v1/ListFlagsResponse.ts';
import type { ResetFlagsRequestInput as _hipstershop_flags_v1_ResetFlagsRequestInput, ResetFlagsRequest as _hipstershop_flags_v1_ResetFlagsRequest } from './hipstershop/flags/v1/ResetFlagsRequest.ts';
import type { ResetFlagsResponseInput as _hipstershop_flags_v1_ResetFlagsResponseInput, ResetFlagsResponse as _hipstershop_flags_v1_ResetFlagsResponse } from './hipstershop/flags/v1/ResetFlagsResponse.ts';
import type { SetDefaultVariantRequestInput as _hipstershop_flags_v1_SetDefaultVariantRequestInput, SetDefaultVariantRequest as _hipstershop_flags_v1_SetDefaultVariantRequest } from './hipstershop/flags/v1/SetDefaultVariantRequest.ts';
import type { SetDefaultVariantResponseInput as _hipstershop_flags_v1_SetDefaultVariantResponseInput, SetDefaultVariantResponse as _hipstershop_flags_v1_SetDefaultVariantResponse } from './hipstershop/flags/v1/SetDefaultVariantResponse.ts';
import type { SetTargetingRequestInput as _hipstershop_flags_v1_SetTargetingRequestInput, SetTargetingRequest as _hipstershop_flags_v1_SetTargetingRequest } from './hipstershop/flags/v1/SetTargetingRequest.ts';
import type { SetTargetingResponseInput as _hipstershop_flags_v1_SetTargetingResponseInput, SetTargetingResponse as _hipstershop_flags_v1_SetTargetingResponse } from './hipstershop/flags/v1/SetTargetingResponse.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  hipstershop: {
    flags: {
      v1: {
        Flag: MessageTypeDefinition<_hipstershop_flags_v1_FlagInput, _hipstershop_flags_v1_Flag>
        FlagAdmin: SubtypeConstructor<typeof grpc.Client, _hipstershop_flags_v1_FlagAdminClient> & { service: _hipstershop_flags_v1_FlagAdminDefinition }
        ListFlagsRequest: MessageTypeDefinition<_hipstershop_flags_v1_ListFlagsRequestInput, _hipstershop_flags_v1_ListFlagsRequest>
        ListFlagsResponse: MessageTypeDefinition<_hipstershop_flags_v1_ListFlagsResponseInput, _hipstershop_flags_v1_ListFlagsResponse>
        ResetFlagsRequest: MessageTypeDefinition<_hipstershop_flags_v1_ResetFlagsRequestInput, _hipstershop_flags_v1_ResetFlagsRequest>
        ResetFlagsResponse: MessageTypeDefinition<_hipstershop_flags_v1_ResetFlagsResponseInput, _hipstershop_flags_v1_ResetFlagsResponse>
        SetDefaultVariantRequest: MessageTypeDefinition<_hipstershop_flags_v1_SetDefaultVariantRequestInput, _hipstershop_flags_v1_SetDefaultVariantRequest>
        SetDefaultVariantResponse: MessageTypeDefinition<_hipstershop_flags_v1_SetDefaultVariantResponseInput, _hipstershop_flags_v1_SetDefaultVariantResponse>
        SetTargetingRequest: MessageTypeDefinition<_hipstershop_flags_v1_SetTargetingRequestInput, _hipstershop_flags_v1_SetTargetingRequest>
        SetTargetingResponse: MessageTypeDefinition<_hipstershop_flags_v1_SetTargetingResponseInput, _hipstershop_flags_v1_SetTargetingResponse>
      }
    }
  }
}

