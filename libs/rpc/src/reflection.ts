import type { MethodDefinition, Server, ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";
import type { PackageDefinition } from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";
import { type Contract, loadProtoAsWritten } from "@hipstershop/contract";
import descriptor from "protobufjs/ext/descriptor/index.js";

const WELL_KNOWN = "google.protobuf.";
const WELL_KNOWN_FILE = "google_protobuf.proto";

/** The parts of descriptor.proto that have to be corrected. */
interface Field {
  name?: string | null;
  typeName?: string | null;
}
interface Message {
  name?: string | null;
  field?: Field[] | null;
  nestedType?: Message[] | null;
  options?: { mapEntry?: boolean | null } | null;
  reservedRange?: unknown[] | null;
}
interface File {
  name?: string | null;
  package?: string | null;
  dependency?: string[] | null;
  messageType?: Message[] | null;
  service?: unknown[] | null;
}

const VERSIONS = ["v1", "v1alpha"];

interface ReflectionMethod {
  readonly method: MethodDefinition<object, object>;
  readonly handler: UntypedServiceImplementation[string];
}

/**
 * Adds gRPC reflection of `contracts` to a server, for tools such as grpcurl. The descriptors are made at the first
 * request: making them takes as long as the rest of a service's start, and most servers are never asked.
 */
export function addReflection(server: Server, contracts: readonly Contract<unknown>[]): void {
  let made: Record<string, ReflectionMethod> | undefined;
  for (const version of VERSIONS) {
    const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
    const method = (): ReflectionMethod => {
      made ??= methodsByPath(contracts);
      return made[path] as ReflectionMethod;
    };
    server.register(
      path,
      ((call: never) => (method().handler as (call: never) => void)(call)) as never,
      (response: object) => method().method.responseSerialize(response),
      (bytes) => method().method.requestDeserialize(bytes),
      "bidi",
    );
  }
}

/** The methods that @grpc/reflection would add to a server, by path. */
function methodsByPath(contracts: readonly Contract<unknown>[]): Record<string, ReflectionMethod> {
  const byPath: Record<string, ReflectionMethod> = {};
  const addService = (definition: ServiceDefinition, handlers: UntypedServiceImplementation) => {
    for (const [name, method] of Object.entries(definition)) {
      byPath[method.path] = { method, handler: handlers[name] as ReflectionMethod["handler"] };
    }
  };
  const services = contracts.map(({ fullName }) => fullName);
  new ReflectionService(reflectedPackage(contracts), { services }).addToServer({ addService });
  return byPath;
}

/**
 * The files of `contracts` as descriptors that grpcurl and protoc's libraries can link, with field names as written in
 * the .proto. proto-loader's descriptors need corrections: they name map entries and well-known types as only
 * protobufjs understands them.
 */
export function reflectedPackage(contracts: readonly Contract<unknown>[]): PackageDefinition {
  const files = new Map<string, File>();
  for (const { file } of contracts) {
    for (const bytes of encodedFiles(loadProtoAsWritten(file))) {
      const decoded = descriptor.FileDescriptorProto.decode(bytes) as File;
      const known = files.get(decoded.name ?? "");
      // proto-loader names files after their package: of two files of one package the larger one contains the other.
      if (!known || definitionCount(decoded) > definitionCount(known)) files.set(decoded.name ?? "", decoded);
    }
  }
  const fileDescriptorProtos = [...files.values()].map((file) => {
    for (const message of file.messageType ?? []) correctMessage(message, `.${file.package}`, file);
    return Buffer.from(descriptor.FileDescriptorProto.encode(file as never).finish());
  });
  return { reflected: { fileDescriptorProtos } } as never;
}

function encodedFiles(definition: PackageDefinition): Buffer[] {
  const withFiles = Object.values(definition).find((entry) => "fileDescriptorProtos" in entry);
  return withFiles ? (withFiles.fileDescriptorProtos as Buffer[]) : [];
}

function definitionCount({ messageType, service }: File): number {
  return (messageType?.length ?? 0) + (service?.length ?? 0);
}

function correctMessage(message: Message, scope: string, file: File): void {
  const path = `${scope}.${message.name}`;
  for (const entry of message.nestedType ?? []) {
    const field = entry.options?.mapEntry ? message.field?.find(({ typeName }) => typeName === entry.name) : undefined;
    if (field) {
      entry.name = `${camelCase(field.name ?? "")}Entry`;
      field.typeName = `${path}.${entry.name}`;
    }
    correctMessage(entry, path, file);
  }
  for (const field of message.field ?? []) {
    if (!field.typeName?.startsWith(WELL_KNOWN)) continue;
    field.typeName = `.${field.typeName}`;
    if (file.name !== WELL_KNOWN_FILE) file.dependency = [...new Set([...(file.dependency ?? []), WELL_KNOWN_FILE])];
  }
  // Reserved field numbers arrive as invalid ranges, and callers do not need them.
  message.reservedRange = [];
}

function camelCase(name: string): string {
  return name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
