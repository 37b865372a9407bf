// Original file: protos/demo.proto


export interface EmptyInput {
}

export interface Empty {
}
