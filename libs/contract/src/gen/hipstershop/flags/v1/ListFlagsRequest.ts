// Original file: protos/flag_admin.proto


export interface ListFlagsRequestInput {
}

export interface ListFlagsRequest {
}
