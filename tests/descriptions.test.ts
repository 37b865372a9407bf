import { join } from "node:path";
import type { MethodDefinition, PackageDefinition } from "@grpc/proto-loader";
import { loadSync } from "@grpc/proto-loader";
import * as contracts from "@hipstershop/contract";
import fc from "fast-check";
import protobuf from "protobufjs";
import { describe, expect, test } from "vitest";
import { root } from "./support/workspace.ts";

const folder = join(root, "protos");
/** As tools/gen has them, and libs/contract. */
const OPTIONS = { longs: String, enums: String, defaults: true, arrays: true, oneofs: true } as const;
const NESTING_MAX = 3;

type Method = MethodDefinition<object, object>;

const services = Object.values<unknown>(contracts).filter(
  (value): value is contracts.Contract<unknown> => typeof value === "object" && value !== null && "definition" in value,
);

function readFromProto(file: string): { readonly definitions: PackageDefinition; readonly types: protobuf.Root } {
  const types = new protobuf.Root();
  types.resolvePath = (_origin, target) => join(folder, target);
  types.loadSync(file).resolveAll();
  return { definitions: loadSync(file, { includeDirs: [folder], ...OPTIONS }), types };
}

/** Messages with some of their fields, of all kinds and any depth up to a limit; of a oneof one field. */
function messagesOf(type: protobuf.Type, depth = 0): fc.Arbitrary<object> {
  const choices = new Map<protobuf.Field | protobuf.OneOf, fc.Arbitrary<object>[]>();
  for (const field of type.fieldsArray) {
    if (depth === NESTING_MAX && field.resolve().resolvedType instanceof protobuf.Type) continue;
    const choice = field.partOf ?? field;
    const known = choices.get(choice) ?? [fc.constant({})];
    choices.set(choice, [...known, valuesOf(field, depth).map((value) => ({ [field.name]: value }))]);
  }
  return fc
    .tuple(...[...choices.values()].map((alternatives) => fc.oneof(...alternatives)))
    .map((parts): object => Object.assign({}, ...parts));
}

function valuesOf(field: protobuf.Field, depth: number): fc.Arbitrary<unknown> {
  const { resolvedType, type } = field.resolve();
  const one = oneValue(resolvedType, type, depth);
  if (field instanceof protobuf.MapField) return fc.dictionary(fc.string(), one, { maxKeys: 3 });
  return field.repeated ? fc.array(one, { maxLength: 3 }) : one;
}

function oneValue(resolved: protobuf.Type | protobuf.Enum | null, type: string, depth: number): fc.Arbitrary<unknown> {
  if (resolved instanceof protobuf.Type) return messagesOf(resolved, depth + 1);
  if (resolved instanceof protobuf.Enum) return fc.constantFrom(...Object.keys(resolved.values));
  if (type === "string") return fc.string();
  if (type === "bool") return fc.boolean();
  if (type === "double") return fc.double();
  if (type === "float") return fc.float();
  if (type === "int32") return fc.maxSafeInteger().map((value) => value | 0);
  if (type === "int64") return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
  throw new Error(`no values of type ${type} yet`);
}

test("all services of the protos have their contract", () => {
  expect(services.map(({ fullName }) => fullName)).toHaveLength(17);
});

describe.each(services)("$fullName", ({ fullName, file, definition }) => {
  const { definitions, types } = readFromProto(file);
  const fromProto = definitions[fullName] as unknown as Record<string, Method>;
  const described = definition as unknown as Record<string, Method>;

  test("has the same rpcs as in its .proto file", () => {
    const shape = ([name, { path, requestStream, responseStream }]: [string, Method]) =>
      [name, path, requestStream, responseStream] as const;
    expect(Object.entries(described).map(shape)).toEqual(Object.entries(fromProto).map(shape));
  });

  test("writes and reads the same bytes as its .proto file", () => {
    for (const { name, resolvedRequestType, resolvedResponseType } of types.lookupService(fullName).methodsArray) {
      const ours = described[name]!;
      const theirs = fromProto[name]!;
      fc.assert(
        fc.property(messagesOf(resolvedRequestType!), messagesOf(resolvedResponseType!), (request, response) => {
          const asked = ours.requestSerialize(request);
          expect(asked).toEqual(theirs.requestSerialize(request));
          expect(ours.requestDeserialize(asked)).toEqual(theirs.requestDeserialize(asked));
          const answered = ours.responseSerialize(response);
          expect(answered).toEqual(theirs.responseSerialize(response));
          expect(ours.responseDeserialize(answered)).toEqual(theirs.responseDeserialize(answered));
        }),
        { numRuns: 50 },
      );
    }
  });
});
