// Original file: protos/flag_admin.proto


export interface ResetFlagsRequestInput {
}

export interface ResetFlagsRequest {
}
