import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSync } from "@grpc/proto-loader";
import { expect, test } from "vitest";
import { root } from "./support/workspace.ts";

interface Field {
  readonly name: string;
  readonly number: number;
  readonly type: string;
  readonly typeName: string;
  readonly label: string;
}
interface Descriptor {
  readonly type?: { readonly field: readonly Field[] };
}
interface MethodDescriptor {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

/** Every message's fields and every rpc's path, of one .proto file, as flat sorted lines. */
function shape(folder: string, file: string): string[] {
  const lines: string[] = [];
  for (const [name, definition] of Object.entries(loadSync(file, { includeDirs: [folder] }))) {
    const { type } = definition as Descriptor;
    for (const field of type?.field ?? []) {
      lines.push(`${name}.${field.name} = ${field.number} ${field.label} ${field.type} ${field.typeName}`);
    }
    if (type) continue;
    for (const method of Object.values(definition as unknown as Record<string, MethodDescriptor>)) {
      if (method.path) lines.push(`rpc ${method.path} ${method.requestStream} ${method.responseStream}`);
    }
  }
  return lines.toSorted((a, b) => a.localeCompare(b));
}

const frozen = join(import.meta.dirname, "frozen");

test.each([
  "demo.proto",
  "grpc/health/v1/health.proto",
  "flagd/evaluation/v1/evaluation.proto",
  "flagd/evaluation/v2/evaluation.proto",
  "flagd/sync/v1/sync.proto",
])("%s still holds all that it ever held", (file) => {
  const now = new Set(shape(join(root, "protos"), file));
  const before = shape(frozen, file);
  expect(before.length).toBeGreaterThan(5);
  expect(before.filter((line) => !now.has(line))).toEqual([]);
});

test("field 4 of PlaceOrderRequest stays a gap, and demo.proto has the original's fifteen rpcs", () => {
  const lines = shape(join(root, "protos"), "demo.proto");
  expect(lines.filter((line) => line.startsWith("rpc "))).toHaveLength(15);
  const numbers = lines
    .filter((line) => line.startsWith("hipstershop.PlaceOrderRequest."))
    .map((line) => / = (\d+) /.exec(line)?.[1]);
  expect(new Set(numbers)).toEqual(new Set(["1", "2", "3", "5", "6"]));
});

test("the comparison notices a renumbered field", () => {
  const folder = mkdtempSync(join(tmpdir(), "proto-"));
  const changed = readFileSync(join(root, "protos/demo.proto"), "utf8").replace(
    "string email = 5;",
    "string email = 4;",
  );
  writeFileSync(join(folder, "demo.proto"), changed);
  const now = new Set(shape(folder, "demo.proto"));
  expect(shape(frozen, "demo.proto").filter((line) => !now.has(line))).toHaveLength(1);
  rmSync(folder, { recursive: true });
});

test("the generated types are fresh", () => {
  const folder = mkdtempSync(join(tmpdir(), "gen-"));
  execFileSync(process.execPath, [join(root, "tools/gen/src/main.ts"), folder], { cwd: root });
  const committed = join(root, "libs/contract/src/gen");
  const filesOf = (base: string) =>
    readdirSync(base, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .toSorted((a, b) => a.localeCompare(b));
  expect(filesOf(committed)).toEqual(filesOf(folder));
  for (const file of filesOf(folder)) {
    expect(readFileSync(join(committed, file), "utf8"), file).toBe(readFileSync(join(folder, file), "utf8"));
  }
  rmSync(folder, { recursive: true });
});
