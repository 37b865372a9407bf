// Original file: protos/grpc/health/v1/health.proto


export interface HealthListRequestInput {
}

export interface HealthListRequest {
}
