import type { MethodDefinition, Server, ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";
import type { PackageDefinition } from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";
import { type Contract, loadProtoAsWritten } from "@hipstershop/contract";
import descriptor from "protobufjs/ext/descriptor/index.js";

const WELL_KNOWN = "google.protobuf.";
const WELL_KNOWN_FILE = "google_protobuf.proto";

/** The parts of descriptor.proto that need a hand. */
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

interface Answering {
  readonly method: MethodDefinition<object, object>;
  readonly handler: UntypedServiceImplementation[string];
}

/**
 * Lets grpcurl and the like ask `server` what it serves: `contracts`. The descriptors take as long to make as a service takes
 * to start otherwise, and few ever ask: they are made for the first who does.
 */
export function addReflection(server: Server, contracts: readonly Contract<unknown>[]): void {
  let made: Record<string, Answering> | undefined;
  for (const version of VERSIONS) {
    const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
    const answering = (): Answering => {
      made ??= answeringTo(contracts);
      return made[path] as Answering;
    };
    server.register(
      path,
      ((call: never) => (answering().handler as (call: never) => void)(call)) as never,
      (response: object) => answering().method.responseSerialize(response),
      (bytes) => answering().method.requestDeserialize(bytes),
      "bidi",
    );
  }
}

/** What @grpc/reflection would add to a server, by path. */
function answeringTo(contracts: readonly Contract<unknown>[]): Record<string, Answering> {
  const byPath: Record<string, Answering> = {};
  const addService = (definition: ServiceDefinition, handlers: UntypedServiceImplementation) => {
    for (const [name, method] of Object.entries(definition)) {
      byPath[method.path] = { method, handler: handlers[name] as Answering["handler"] };
    }
  };
  const services = contracts.map(({ fullName }) => fullName);
  new ReflectionService(reflectedPackage(contracts), { services }).addToServer({ addService });
  return byPath;
}

/**
 * What reflection tells of `contracts`: their files with field names as written in the .proto, and in the form that
 * grpcurl and protoc's libraries link. The descriptors that proto-loader makes are close to it, but name map entries
 * and well-known types in ways only protobufjs understands.
 */
export function reflectedPackage(contracts: readonly Contract<unknown>[]): PackageDefinition {
  const files = new Map<string, File>();
  for (const { file } of contracts) {
    for (const bytes of encodedFiles(loadProtoAsWritten(file))) {
      const decoded = descriptor.FileDescriptorProto.decode(bytes) as File;
      const known = files.get(decoded.name ?? "");
      // Two .proto files of one package arrive under one name; the fuller one has everything of the other.
      if (!known || size(decoded) > size(known)) files.set(decoded.name ?? "", decoded);
    }
  }
  const fileDescriptorProtos = [...files.values()].map((file) => {
    for (const message of file.messageType ?? []) mend(message, `.${file.package}`, file);
    return Buffer.from(descriptor.FileDescriptorProto.encode(file as never).finish());
  });
  return { reflected: { fileDescriptorProtos } } as never;
}

function encodedFiles(definition: PackageDefinition): Buffer[] {
  const withFiles = Object.values(definition).find((entry) => "fileDescriptorProtos" in entry);
  return withFiles ? (withFiles.fileDescriptorProtos as Buffer[]) : [];
}

function size({ messageType, service }: File): number {
  return (messageType?.length ?? 0) + (service?.length ?? 0);
}

function mend(message: Message, scope: string, file: File): void {
  const path = `${scope}.${message.name}`;
  for (const entry of message.nestedType ?? []) {
    const field = entry.options?.mapEntry ? message.field?.find(({ typeName }) => typeName === entry.name) : undefined;
    if (field) {
      entry.name = `${camelCase(field.name ?? "")}Entry`;
      field.typeName = `${path}.${entry.name}`;
    }
    mend(entry, path, file);
  }
  for (const field of message.field ?? []) {
    if (!field.typeName?.startsWith(WELL_KNOWN)) continue;
    field.typeName = `.${field.typeName}`;
    if (file.name !== WELL_KNOWN_FILE) file.dependency = [...new Set([...(file.dependency ?? []), WELL_KNOWN_FILE])];
  }
  // Numbers kept free are of no use to a caller, and arrive as ranges that end before they start.
  message.reservedRange = [];
}

function camelCase(name: string): string {
  return name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
