// `npm run gen`: generates the types in libs/contract/src/gen from protos/, and descriptions of the services, which a process loads
// instead of parsing .proto files; then what follows from the catalogue of faults. An argument is a folder for the types instead:
// tests/contract.test.ts uses it to compare the committed files with fresh ones.
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { describeServices } from "./descriptions.ts";
import { faultFiles } from "./fault-files.ts";

const root = resolve(import.meta.dirname, "../../..");
const out = resolve(process.argv[2] ?? join(root, "libs/contract/src/gen"));
const loader = dirname(createRequire(import.meta.url).resolve("@grpc/proto-loader/package.json"));
const PROTOS = [
  "demo.proto",
  "cart_edit.proto",
  "currency_batch.proto",
  "flag_admin.proto",
  "payment_ledger.proto",
  "grpc/health/v1/health.proto",
  "flagd/evaluation/v1/evaluation.proto",
  "flagd/evaluation/v2/evaluation.proto",
  "flagd/sync/v1/sync.proto",
];

rmSync(out, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [
    join(loader, "build/bin/proto-loader-gen-types.js"),
    "--longs=String",
    "--enums=String",
    "--defaults",
    "--arrays",
    "--oneofs",
    "--grpcLib=@grpc/grpc-js",
    "--importFileExtension=.ts",
    "--inputTemplate=%sInput",
    "--outputTemplate=%s",
    "--includeDirs",
    "protos",
    "-O",
    out,
    ...PROTOS,
  ],
  { cwd: root, stdio: "inherit" },
);
writeFileSync(join(out, "descriptions.ts"), describeServices(join(root, "protos"), PROTOS));
if (!process.argv[2]) for (const [file, text] of faultFiles()) writeFileSync(join(root, file), text);
