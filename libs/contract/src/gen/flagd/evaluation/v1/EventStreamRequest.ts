// Original file: protos/flagd/evaluation/v1/evaluation.proto


export interface EventStreamRequestInput {
}

export interface EventStreamRequest {
}
