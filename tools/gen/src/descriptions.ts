import { join } from "node:path";
import protobuf from "protobufjs";

const HEAD = `// Made by npm run gen from protos/. What one service and its messages look like, ready for proto-loader's fromJSON.
import type { Description } from '../service.ts';
`;

/**
 * The source of a module that describes every service in `files` (paths inside `folder`). A description contains only the messages
 * that the service's own rpcs use, so that a process loads what it serves and calls, not all of demo.proto.
 */
export function describeServices(folder: string, files: readonly string[]): string {
  const described = files.flatMap((file) => {
    const root = new protobuf.Root();
    root.resolvePath = (_origin, target) => join(folder, target);
    root.loadSync(file).resolveAll();
    // Services of an imported file are described with that file.
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

/** The service and all its messages in the JSON format of protobufjs. */
function typesOf(service: protobuf.Service): protobuf.INamespace {
  const reached = new Set<protobuf.ReflectionObject>([service]);
  for (const { resolvedRequestType, resolvedResponseType } of service.methodsArray) {
    collectMessages(resolvedRequestType, reached);
    collectMessages(resolvedResponseType, reached);
  }
  const types: protobuf.INamespace = {};
  for (const object of [...reached].toSorted((a, b) => (a.fullName < b.fullName ? -1 : 1))) {
    putDescription(types, object.fullName.slice(1).split("."), object.toJSON());
  }
  return types;
}

/** Adds a message or enum, and all that it uses, to `reached`; for a nested one the message around it. */
function collectMessages(object: protobuf.ReflectionObject | null, reached: Set<protobuf.ReflectionObject>): void {
  if (!object) return;
  if (object.parent instanceof protobuf.Type) return collectMessages(object.parent, reached);
  if (reached.has(object)) return;
  reached.add(object);
  const messages = [object];
  for (const message of messages) {
    if (!(message instanceof protobuf.Type)) continue;
    for (const field of message.fieldsArray) collectMessages(field.resolve().resolvedType, reached);
    messages.push(...message.nestedArray);
  }
}

/** Stores the description of a type under its full name, which is split at the dots. */
function putDescription(types: protobuf.INamespace, [name = "", ...inner]: readonly string[], description: object): void {
  types.nested ??= {};
  if (inner.length > 0) putDescription((types.nested[name] ??= {}), inner, description);
  else types.nested[name] = description as protobuf.AnyNestedObject;
}
