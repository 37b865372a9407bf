import { createRequire } from "node:module";

/** Reads with the `thrift` package, which is independent of the code that wrote the bytes: field number → value. */
export type Struct = Map<number, unknown>;

interface Protocol {
  readStructBegin(): void;
  readFieldBegin(): { ftype: number; fid: number };
  readListBegin(): { etype: number; size: number };
  readBool(): boolean;
  readDouble(): number;
  readI32(): number;
  readI64(): { toOctets?: () => number[]; buffer: Buffer };
  readBinary(): Buffer;
}
interface ThriftModule {
  TBinaryProtocol: new (transport: unknown) => Protocol;
  TBufferedTransport: { receiver(callback: (transport: unknown) => void): (data: Buffer) => void };
}

const thrift = createRequire(import.meta.url)("thrift") as ThriftModule;
const TYPE = { stop: 0, bool: 2, double: 4, i32: 8, i64: 10, string: 11, struct: 12, list: 15 };

/** Decodes one struct in Thrift's binary protocol. i64 are 16 hex digits, strings are text. */
export function decodeStruct(bytes: Buffer): Struct {
  let result: Struct | undefined;
  thrift.TBufferedTransport.receiver((transport) => {
    result = readStruct(new thrift.TBinaryProtocol(transport));
  })(Buffer.from(bytes));
  if (!result) throw new Error("no struct came out");
  return result;
}

function readStruct(protocol: Protocol): Struct {
  const fields: Struct = new Map();
  protocol.readStructBegin();
  for (;;) {
    const { ftype, fid } = protocol.readFieldBegin();
    if (ftype === TYPE.stop) return fields;
    fields.set(fid, readValue(protocol, ftype));
  }
}

function readValue(protocol: Protocol, type: number): unknown {
  switch (type) {
    case TYPE.bool:
      return protocol.readBool();
    case TYPE.double:
      return protocol.readDouble();
    case TYPE.i32:
      return protocol.readI32();
    case TYPE.i64:
      return Buffer.from(protocol.readI64().buffer).toString("hex");
    case TYPE.string:
      return protocol.readBinary().toString();
    case TYPE.struct:
      return readStruct(protocol);
    case TYPE.list: {
      const { etype, size } = protocol.readListBegin();
      return Array.from({ length: size }, () => readValue(protocol, etype));
    }
    default:
      throw new Error(`type ${type} is not used by Jaeger`);
  }
}
