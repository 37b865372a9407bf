// Original file: protos/flag_admin.proto

import type { FlagInput as _hipstershop_flags_v1_FlagInput, Flag as _hipstershop_flags_v1_Flag } from '../../../hipstershop/flags/v1/Flag.ts';

export interface SetTargetingResponseInput {
  'flag'?: (_hipstershop_flags_v1_FlagInput | null);
}

export interface SetTargetingResponse {
  'flag': (_hipstershop_flags_v1_Flag | null);
}
