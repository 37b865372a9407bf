import {
  CartEditService,
  CartService,
  CurrencyBatchService,
  CurrencyService,
  FlagEvaluation,
  FlagSync,
  Health,
} from "@hipstershop/contract";
import descriptor from "protobufjs/ext/descriptor/index.js";
import { expect, test } from "vitest";
import { reflectedPackage } from "../src/reflection.ts";

type Message = Parameters<typeof allMessages>[1];

const CART_AND_FLAGS = [CartService, CartEditService, Health, FlagEvaluation, FlagSync];
const CURRENCY = [CurrencyService, CurrencyBatchService, Health];

function files(contracts: Parameters<typeof reflectedPackage>[0] = CART_AND_FLAGS) {
  const { reflected = { fileDescriptorProtos: [] } } = reflectedPackage(contracts);
  return (reflected.fileDescriptorProtos as Buffer[]).map(
    (bytes) => descriptor.FileDescriptorProto.decode(bytes) as never as File,
  );
}

interface File {
  name: string;
  package: string;
  dependency: string[];
  messageType: Parameters<typeof allMessages>[1][];
  enumType: { name: string }[];
  service: { name: string }[];
}

/** A message and its nested messages, with their full names. */
function allMessages(
  scope: string,
  message: {
    name: string;
    field: { name: string; typeName: string }[];
    nestedType: never[];
    enumType: { name: string }[];
    options?: { mapEntry?: boolean };
    reservedRange: unknown[];
  },
): [string, typeof message][] {
  const path = `${scope}.${message.name}`;
  return [[path, message], ...message.nestedType.flatMap((nested) => allMessages(path, nested))];
}

const messagesOf = (file: File) => file.messageType.flatMap((message) => allMessages(`.${file.package}`, message));

test("field names are as written in the .proto, so that grpcurl takes what its users read there", () => {
  const names = files().flatMap((file) => messagesOf(file).flatMap(([, { field }]) => field.map(({ name }) => name)));
  expect(names).toContain("user_id");
  expect(names).toContain("flag_key");
  expect(names).not.toContain("userId");
});

test("map entries are called as protoc calls them", () => {
  const entries = files().flatMap((file) => messagesOf(file).filter(([, { options }]) => options?.mapEntry));
  expect(entries.map(([path]) => path).toSorted()).toEqual([
    ".flagd.evaluation.v1.ResolveAllResponse.FlagsEntry",
    ".google.protobuf.Struct.FieldsEntry",
    ".grpc.health.v1.HealthListResponse.StatusesEntry",
  ]);
});

test.each([
  ["cartservice and flagservice", CART_AND_FLAGS],
  ["currencyservice", CURRENCY],
])("every type that a field names is found in its file or one it depends on: %s", (_, contracts) => {
  const all = files(contracts);
  const known = new Map(
    all.map((file) => [
      file.name,
      new Set([
        ...messagesOf(file).flatMap(([path, { enumType }]) => [path, ...enumType.map(({ name }) => `${path}.${name}`)]),
        ...file.enumType.map(({ name }) => `.${file.package}.${name}`),
      ]),
    ]),
  );
  const resolves = (file: File, path: string, { typeName }: Message["field"][number]) => {
    const scopes = path.split(".").map((_, i, parts) => parts.slice(0, parts.length - i).join("."));
    const candidates = typeName.startsWith(".") ? [typeName] : scopes.map((scope) => `${scope}.${typeName}`);
    return [file.name, ...file.dependency].some((name) =>
      candidates.some((candidate) => known.get(name)?.has(candidate)),
    );
  };
  const dangling = all.flatMap((file) =>
    messagesOf(file).flatMap(([path, { field }]) =>
      field
        .filter((one) => one.typeName && !resolves(file, path, one))
        .map(({ name, typeName }) => `${path}.${name}: ${typeName}`),
    ),
  );
  expect(dangling).toEqual([]);
});

test.each([
  ["CartEditService", CART_AND_FLAGS],
  ["CurrencyBatchService", CURRENCY],
])("two files of one package are told as the one that has everything: %s", (added, contracts) => {
  const shop = files(contracts).filter((file) => file.package === "hipstershop");
  expect(shop).toHaveLength(1);
  expect(shop[0]?.service.map(({ name }) => name)).toEqual(
    expect.arrayContaining([added, "CartService", "CurrencyService", "AdService"]),
  );
});

test("no range of kept numbers is told", () => {
  expect(files().flatMap((file) => messagesOf(file).flatMap(([, { reservedRange }]) => reservedRange))).toEqual([]);
});
