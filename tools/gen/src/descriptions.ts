import { join } from "node:path";
import protobuf from "protobufjs";

const HEAD = `// Made by npm run gen from protos/. What one service and its messages look like, ready for proto-loader's fromJSON.
import type { Description } from '../service.ts';
`;

/**
 * A module with a description of every service in `files` (paths inside `folder`). Each holds the messages its own rpcs reach and
 * no others: a process describes to itself what it serves and calls, not the whole of demo.proto.
 */
export function describeServices(folder: string, files: readonly string[]): string {
  const described = files.flatMap((file) => {
    const root = new protobuf.Root();
    root.resolvePath = (_origin, target) => join(folder, target);
    root.loadSync(file).resolveAll();
    // Those of an imported file are described with that file.
    const own = servicesIn(root).filter(({ filename }) => filename === join(folder, file));
    return own.map((service) => {
      const fullName = service.fullName.slice(1);
      const description = JSON.stringify({ fullName, file, types: typesOf(service) }, null, 1);
      return `export const ${fullName.replaceAll(".", "_")}: Description = ${description};\n`;
    });
  });
  return [HEAD, ...described].join("\n");
}

function servicesIn(namespace: protobuf.NamespaceBase): protobuf.Service[] {
  return namespace.nestedArray.flatMap((object) => {
    if (object instanceof protobuf.Service) return [object];
    return object instanceof protobuf.Namespace ? servicesIn(object) : [];
  });
}

/** A root with the service and all its messages, in protobufjs' JSON. */
function typesOf(service: protobuf.Service): protobuf.INamespace {
  const reached = new Set<protobuf.ReflectionObject>([service]);
  for (const { resolvedRequestType, resolvedResponseType } of service.methodsArray) {
    reach(resolvedRequestType, reached);
    reach(resolvedResponseType, reached);
  }
  const types: protobuf.INamespace = {};
  for (const object of [...reached].toSorted((a, b) => (a.fullName < b.fullName ? -1 : 1))) {
    place(types, object.fullName.slice(1).split("."), object.toJSON());
  }
  return types;
}

/** Messages and enums are taken along with the message they are nested in. */
function reach(object: protobuf.ReflectionObject | null, reached: Set<protobuf.ReflectionObject>): void {
  if (!object) return;
  if (object.parent instanceof protobuf.Type) return reach(object.parent, reached);
  if (reached.has(object)) return;
  reached.add(object);
  const messages = [object];
  for (const message of messages) {
    if (!(message instanceof protobuf.Type)) continue;
    for (const field of message.fieldsArray) reach(field.resolve().resolvedType, reached);
    messages.push(...message.nestedArray);
  }
}

function place(types: protobuf.INamespace, [name = "", ...inner]: readonly string[], description: object): void {
  types.nested ??= {};
  if (inner.length > 0) place((types.nested[name] ??= {}), inner, description);
  else types.nested[name] = description as protobuf.AnyNestedObject;
}
