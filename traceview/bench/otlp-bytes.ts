import { otlpRequest } from "./traffic.ts";

type Request = ReturnType<typeof otlpRequest>;
type Attribute = { key: string; value: { stringValue?: string; intValue?: string; doubleValue?: number } };
interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code: number; readonly message?: string };
}

/** The request in protobuf, as exporters send it. */
export function protobufRequest(request: Request): Buffer<ArrayBuffer> {
  return Buffer.concat(
    request.resourceSpans.map(({ resource, scopeSpans }) =>
      field(
        1,
        field(1, ...resource.attributes.map((attribute) => attributeField(1, attribute))),
        ...scopeSpans.map(({ scope, spans }) =>
          field(
            2,
            field(1, textField(1, scope.name), textField(2, scope.version)),
            ...spans.map((span) => spanField(span as SentSpan)),
          ),
        ),
      ),
    ),
  );
}

function spanField(span: SentSpan): Buffer {
  return field(
    2,
    field(1, Buffer.from(span.traceId, "hex")),
    field(2, Buffer.from(span.spanId, "hex")),
    ...(span.parentSpanId === "" ? [] : [field(4, Buffer.from(span.parentSpanId, "hex"))]),
    textField(5, span.name),
    varintField(6, span.kind),
    fixed64Field(7, BigInt(span.startTimeUnixNano)),
    fixed64Field(8, BigInt(span.endTimeUnixNano)),
    ...span.attributes.map((attribute) => attributeField(9, attribute)),
    field(15, textField(2, span.status.message ?? ""), varintField(3, span.status.code)),
  );
}

function attributeField(number: number, { key, value }: Attribute): Buffer {
  return field(number, textField(1, key), field(2, valueField(value)));
}

function valueField({ stringValue, intValue, doubleValue }: Attribute["value"]): Buffer {
  if (stringValue !== undefined) return textField(1, stringValue);
  if (intValue !== undefined) return varintField(3, Number(intValue));
  const bytes = Buffer.alloc(9);
  bytes[0] = 4 * 8 + 1;
  bytes.writeDoubleLE(doubleValue ?? 0, 1);
  return bytes;
}

function field(number: number, ...parts: readonly Buffer[]): Buffer<ArrayBuffer> {
  const body = Buffer.concat(parts);
  return Buffer.concat([varint(number * 8 + 2), varint(body.length), body]);
}

function textField(number: number, text: string): Buffer {
  return field(number, Buffer.from(text));
}

function varintField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

function fixed64Field(number: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = number * 8 + 1;
  bytes.writeBigUInt64LE(value, 1);
  return bytes;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
