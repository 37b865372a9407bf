/** Types for the parts of the thrift package that the tests use; it has none. */
declare module "thrift" {
  export class Int64 {
    constructor(bytes: Buffer);
    toOctetString(): string;
  }
  export class TBinaryProtocol {
    constructor(transport: { write(bytes: Buffer | string): void });
    writeFieldBegin(name: string, type: number, id: number): void;
    writeFieldStop(): void;
    writeListBegin(type: number, size: number): void;
    writeMapBegin(keyType: number, valueType: number, size: number): void;
    writeBool(value: boolean): void;
    writeI32(value: number): void;
    writeI64(value: Int64): void;
    writeDouble(value: number): void;
    writeString(value: string): void;
    writeBinary(value: Buffer): void;
  }
}
