// Original file: protos/flagd/sync/v1/sync.proto


export interface GetMetadataRequestInput {
}

export interface GetMetadataRequest {
}
