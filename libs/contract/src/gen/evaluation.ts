import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { AnyFlagInput as _flagd_evaluation_v1_AnyFlagInput, AnyFlag as _flagd_evaluation_v1_AnyFlag } from './flagd/evaluation/v1/AnyFlag.ts';
import type { EventStreamRequestInput as _flagd_evaluation_v1_EventStreamRequestInput, EventStreamRequest as _flagd_evaluation_v1_EventStreamRequest } from './flagd/evaluation/v1/EventStreamRequest.ts';
import type { EventStreamResponseInput as _flagd_evaluation_v1_EventStreamResponseInput, EventStreamResponse as _flagd_evaluation_v1_EventStreamResponse } from './flagd/evaluation/v1/EventStreamResponse.ts';
import type { ResolveAllRequestInput as _flagd_evaluation_v1_ResolveAllRequestInput, ResolveAllRequest as _flagd_evaluation_v1_ResolveAllRequest } from './flagd/evaluation/v1/ResolveAllRequest.ts';
import type { ResolveAllResponseInput as _flagd_evaluation_v1_ResolveAllResponseInput, ResolveAllResponse as _flagd_evaluation_v1_ResolveAllResponse } from './flagd/evaluation/v1/ResolveAllResponse.ts';
import type { ResolveBooleanRequestInput as _flagd_evaluation_v1_ResolveBooleanRequestInput, ResolveBooleanRequest as _flagd_evaluation_v1_ResolveBooleanRequest } from './flagd/evaluation/v1/ResolveBooleanRequest.ts';
import type { ResolveBooleanResponseInput as _flagd_evaluation_v1_ResolveBooleanResponseInput, ResolveBooleanResponse as _flagd_evaluation_v1_ResolveBooleanResponse } from './flagd/evaluation/v1/ResolveBooleanResponse.ts';
import type { ResolveFloatRequestInput as _flagd_evaluation_v1_ResolveFloatRequestInput, ResolveFloatRequest as _flagd_evaluation_v1_ResolveFloatRequest } from './flagd/evaluation/v1/ResolveFloatRequest.ts';
import type { ResolveFloatResponseInput as _flagd_evaluation_v1_ResolveFloatResponseInput, ResolveFloatResponse as _flagd_evaluation_v1_ResolveFloatResponse } from './flagd/evaluation/v1/ResolveFloatResponse.ts';
import type { ResolveIntRequestInput as _flagd_evaluation_v1_ResolveIntRequestInput, ResolveIntRequest as _flagd_evaluation_v1_ResolveIntRequest } from './flagd/evaluation/v1/ResolveIntRequest.ts';
import type { ResolveIntResponseInput as _flagd_evaluation_v1_ResolveIntResponseInput, ResolveIntResponse as _flagd_evaluation_v1_ResolveIntResponse } from './flagd/evaluation/v1/ResolveIntResponse.ts';
import type { ResolveObjectRequestInput as _flagd_evaluation_v1_ResolveObjectRequestInput, ResolveObjectRequest as _flagd_evaluation_v1_ResolveObjectRequest } from './flagd/evaluation/v1/ResolveObjectRequest.ts';
import type { ResolveObjectResponseInput as _flagd_evaluation_v1_ResolveObjectResponseInput, ResolveObjectResponse as _flagd_evaluation_v1_ResolveObjectResponse } from './flagd/evaluation/v1/ResolveObjectResponse.ts';
import type { ResolveStringRequestInput as _flagd_evaluation_v1_ResolveStringRequestInput, ResolveStringRequest as _flagd_evaluation_v1_ResolveStringRequest } from './flagd/evaluation/v1/ResolveStringRequest.ts';
import type { ResolveStringResponseInput as _flagd_evaluation_v1_ResolveStringResponseInput, ResolveStringResponse as _flagd_evaluation_v1_ResolveStringResponse } from './flagd/evaluation/v1/ResolveStringResponse.ts';
import type { ServiceClient as _flagd_evaluation_v1_ServiceClient, ServiceDefinition as _flagd_evaluation_v1_ServiceDefinition } from './flagd/evaluation/v1/Service.ts';
import type { AnyFlagInput as _flagd_evaluation_v2_AnyFlagInput, AnyFlag as _flagd_evaluation_v2_AnyFlag } from './flagd/evaluation/v2/AnyFlag.ts';
import type { EventStreamRequestInput as _flagd_evaluation_v2_EventStreamRequestInput, EventStreamRequest as _flagd_evaluation_v2_EventStreamRequest } from './flagd/evaluation/v2/EventStreamRequest.ts';
import type { EventStreamResponseInput as _flagd_evaluation_v2_EventStreamResponseInput, EventStreamResponse as _flagd_evaluation_v2_EventStreamResponse } from './flagd/evaluation/v2/EventStreamResponse.ts';
import type { ResolveBooleanRequestInput as _flagd_evaluation_v2_ResolveBooleanRequestInput, ResolveBooleanRequest as _flagd_evaluation_v2_ResolveBooleanRequest } from './flagd/evaluation/v2/ResolveBooleanRequest.ts';
import type { ResolveBooleanResponseInput as _flagd_evaluation_v2_ResolveBooleanResponseInput, ResolveBooleanResponse as _flagd_evaluation_v2_ResolveBooleanResponse } from './flagd/evaluation/v2/ResolveBooleanResponse.ts';
import type { ResolveFloatRequestInput as _flagd_evaluation_v2_ResolveFloatRequestInput, ResolveFloatRequest as _flagd_evaluation_v2_ResolveFloatRequest } from './flagd/evaluation/v2/ResolveFloatRequest.ts';
import type { ResolveFloatResponseInput as _flagd_evaluation_v2_ResolveFloatResponseInput, ResolveFloatResponse as _flagd_evaluation_v2_ResolveFloatResponse } from './flagd/evaluation/v2/ResolveFloatResponse.ts';
import type { ResolveIntRequestInput as _flagd_evaluation_v2_ResolveIntRequestInput, ResolveIntRequest as _flagd_evaluation_v2_ResolveIntRequest } from './flagd/evaluation/v2/ResolveIntRequest.ts';
import type { ResolveIntResponseInput as _flagd_evaluation_v2_ResolveIntResponseInput, ResolveIntResponse as _flagd_evaluation_v2_ResolveIntResponse } from './flagd/evaluation/v2/ResolveIntResponse.ts';
import type { ResolveObjectRequestInput as _flagd_evaluation_v2_ResolveObjectRequestInput, ResolveObjectRequest as _flagd_evaluation_v2_ResolveObjectRequest } from './flagd/evaluation/v2/ResolveObjectRequest.ts';
import type { ResolveObjectResponseInput as _flagd_evaluation_v2_ResolveObjectResponseInput, ResolveObjectResponse as _flagd_evaluation_v2_ResolveObjectResponse } from './flagd/evaluation/v2/ResolveObjectResponse.ts';
import type { ResolveStringRequestInput as _flagd_evaluation_v2_ResolveStringRequestInput, ResolveStringRequest as _flagd_evaluation_v2_ResolveStringRequest } from './flagd/evaluation/v2/ResolveStringRequest.ts';
import type { ResolveStringResponseInput as _flagd_evaluation_v2_ResolveStringResponseInput, ResolveStringResponse as _flagd_evaluation_v2_ResolveStringResponse } from './flagd/evaluation/v2/ResolveStringResponse.ts';
import type { ServiceClient as _flagd_evaluation_v2_ServiceClient, ServiceDefinition as _flagd_evaluation_v2_ServiceDefinition } from './flagd/evaluation/v2/Service.ts';
import type { ListValueInput as _google_protobuf_ListValueInput, ListValue as _google_protobuf_ListValue } from './google/protobuf/ListValue.ts';
import type { StructInput as _google_protobuf_StructInput, Struct as _google_protobuf_Struct } from './google/protobuf/Struct.ts';
import type { ValueInput as _google_protobuf_ValueInput, Value as _google_protobuf_Value } from './google/protobuf/Value.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  flagd: {
    evaluation: {
      v1: {
        AnyFlag: MessageTypeDefinition<_flagd_evaluation_v1_AnyFlagInput, _flagd_evaluation_v1_AnyFlag>
        EventStreamRequest: MessageTypeDefinition<_flagd_evaluation_v1_EventStreamRequestInput, _flagd_evaluation_v1_EventStreamRequest>
        EventStreamResponse: MessageTypeDefinition<_flagd_evaluation_v1_EventStreamResponseInput, _flagd_evaluation_v1_EventStreamResponse>
        ResolveAllRequest: MessageTypeDefinition<_flagd_evaluation_v1_ResolveAllRequestInput, _flagd_evaluation_v1_ResolveAllRequest>
        ResolveAllResponse: MessageTypeDefinition<_flagd_evaluation_v1_ResolveAllResponseInput, _flagd_evaluation_v1_ResolveAllResponse>
        ResolveBooleanRequest: MessageTypeDefinition<_flagd_evaluation_v1_ResolveBooleanRequestInput, _flagd_evaluation_v1_ResolveBooleanRequest>
        ResolveBooleanResponse: MessageTypeDefinition<_flagd_evaluation_v1_ResolveBooleanResponseInput, _flagd_evaluation_v1_ResolveBooleanResponse>
        ResolveFloatRequest: MessageTypeDefinition<_flagd_evaluation_v1_ResolveFloatRequestInput, _flagd_evaluation_v1_ResolveFloatRequest>
        ResolveFloatResponse: MessageTypeDefinition<_flagd_evaluation_v1_ResolveFloatResponseInput, _flagd_evaluation_v1_ResolveFloatResponse>
        ResolveIntRequest: MessageTypeDefinition<_flagd_evaluation_v1_ResolveIntRequestInput, _flagd_evaluation_v1_ResolveIntRequest>
        ResolveIntResponse: MessageTypeDefinition<_flagd_evaluation_v1_ResolveIntResponseInput, _flagd_evaluation_v1_ResolveIntResponse>
        ResolveObjectRequest: MessageTypeDefinition<_flagd_evaluation_v1_ResolveObjectRequestInput, _flagd_evaluation_v1_ResolveObjectRequest>
        ResolveObjectResponse: MessageTypeDefinition<_flagd_evaluation_v1_ResolveObjectResponseInput, _flagd_evaluation_v1_ResolveObjectResponse>
        ResolveStringRequest: MessageTypeDefinition<_flagd_evaluation_v1_ResolveStringRequestInput, _flagd_evaluation_v1_ResolveStringRequest>
        ResolveStringResponse: MessageTypeDefinition<_flagd_evaluation_v1_ResolveStringResponseInput, _flagd_evaluation_v1_ResolveStringResponse>
        Service: SubtypeConstructor<typeof grpc.Client, _flagd_evaluation_v1_ServiceClient> & { service: _flagd_evaluation_v1_ServiceDefinition }
      }
      v2: {
        AnyFlag: MessageTypeDefinition<_flagd_evaluation_v2_AnyFlagInput, _flagd_evaluation_v2_AnyFlag>
        EventStreamRequest: MessageTypeDefinition<_flagd_evaluation_v2_EventStreamRequestInput, _flagd_evaluation_v2_EventStreamRequest>
        EventStreamResponse: MessageTypeDefinition<_flagd_evaluation_v2_EventStreamResponseInput, _flagd_evaluation_v2_EventStreamResponse>
        ResolveBooleanRequest: MessageTypeDefinition<_flagd_evaluation_v2_ResolveBooleanRequestInput, _flagd_evaluation_v2_ResolveBooleanRequest>
        ResolveBooleanResponse: MessageTypeDefinition<_flagd_evaluation_v2_ResolveBooleanResponseInput, _flagd_evaluation_v2_ResolveBooleanResponse>
        ResolveFloatRequest: MessageTypeDefinition<_flagd_evaluation_v2_ResolveFloatRequestInput, _flagd_evaluation_v2_ResolveFloatRequest>
        ResolveFloatResponse: MessageTypeDefinition<_flagd_evaluation_v2_ResolveFloatResponseInput, _flagd_evaluation_v2_ResolveFloatResponse>
        ResolveIntRequest: MessageTypeDefinition<_flagd_evaluation_v2_ResolveIntRequestInput, _flagd_evaluation_v2_ResolveIntRequest>
        ResolveIntResponse: MessageTypeDefinition<_flagd_evaluation_v2_ResolveIntResponseInput, _flagd_evaluation_v2_ResolveIntResponse>
        ResolveObjectRequest: MessageTypeDefinition<_flagd_evaluation_v2_ResolveObjectRequestInput, _flagd_evaluation_v2_ResolveObjectRequest>
        ResolveObjectResponse: MessageTypeDefinition<_flagd_evaluation_v2_ResolveObjectResponseInput, _flagd_evaluation_v2_ResolveObjectResponse>
        ResolveStringRequest: MessageTypeDefinition<_flagd_evaluation_v2_ResolveStringRequestInput, _flagd_evaluation_v2_ResolveStringRequest>
        ResolveStringResponse: MessageTypeDefinition<_flagd_evaluation_v2_ResolveStringResponseInput, _flagd_evaluation_v2_ResolveStringResponse>
        Service: SubtypeConstructor<typeof grpc.Client, _flagd_evaluation_v2_ServiceClient> & { service: _flagd_evaluation_v2_ServiceDefinition }
      }
    }
  }
  google: {
    protobuf: {
      ListValue: MessageTypeDefinition<_google_protobuf_ListValueInput, _google_protobuf_ListValue>
      NullValue: EnumTypeDefinition
      Struct: MessageTypeDefinition<_google_protobuf_StructInput, _google_protobuf_Struct>
      Value: MessageTypeDefinition<_google_protobuf_ValueInput, _google_protobuf_Value>
    }
  }
}

