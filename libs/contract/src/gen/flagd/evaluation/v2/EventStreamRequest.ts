// Original file: protos/flagd/evaluation/v2/evaluation.proto


export interface EventStreamRequestInput {
}

export interface EventStreamRequest {
}
