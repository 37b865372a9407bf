import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadSync, type PackageDefinition } from "@grpc/proto-loader";

/**
 * The folder of the .proto files: the nearest `protos` folder at or above this file. That is the repository's, or a
 * bundle's copy.
 */
function protoFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, "protos");
    if (existsSync(join(candidate, "demo.proto"))) return candidate;
    if (folder === dirname(folder)) throw new Error(`no protos folder at or above ${import.meta.dirname}`);
  }
}

const loaded = new Map<string, PackageDefinition>();

/**
 * Loads one .proto file (a path inside protos/) once per process, with the field names of the file (user_id, not
 * userId).
 */
export function loadProtoAsWritten(file: string): PackageDefinition {
  let definition = loaded.get(file);
  if (!definition) {
    definition = loadSync(file, { includeDirs: [protoFolder()], keepCase: true });
    loaded.set(file, definition);
  }
  return definition;
}
