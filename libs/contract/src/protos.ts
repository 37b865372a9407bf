import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadSync, type PackageDefinition } from "@grpc/proto-loader";

/**
 * The folder of the .proto files: the nearest `protos` folder at or above this file.
 * In the repository that is the one at the top; beside a bundle it is the copy that travels with it.
 */
function protoFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, "protos");
    if (existsSync(join(candidate, "demo.proto"))) return candidate;
    if (folder === dirname(folder)) throw new Error(`no protos folder at or above ${import.meta.dirname}`);
  }
}

const loaded = new Map<string, PackageDefinition>();

/** Loads one .proto file (path inside protos/), once per process, with field names as they stand in it (user_id, not userId). */
export function loadProtoAsWritten(file: string): PackageDefinition {
  let definition = loaded.get(file);
  if (!definition) {
    definition = loadSync(file, { includeDirs: [protoFolder()], keepCase: true });
    loaded.set(file, definition);
  }
  return definition;
}
