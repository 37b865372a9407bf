import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { processVariables } from "@hipstershop/runtime";
import { redisBinary, startRedis } from "@hipstershop/testkit";
import { build } from "esbuild";
import { Redis } from "ioredis";
import { beforeAll, describe, expect, test } from "vitest";
import { read, root } from "./support/workspace.ts";

/** Names and patterns such as DEBUG_* in the first column of the table in docs/configuration.md. */
function decided(): readonly string[] {
  const [, table = ""] = read("docs/configuration.md").split("| read by a library | by | here |\n|---|---|---|\n");
  return table
    .trim()
    .split("\n")
    .flatMap((row) => (row.split("|")[1] ?? "").split(",").map((name) => name.trim()));
}

const fits = (pattern: string, name: string) =>
  pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

/** The same as the libraries' code has them: everything that the shop and the load generator are made of, in one text. */
async function asked(): Promise<ReadonlySet<string>> {
  const { outputFiles } = await build({
    entryPoints: [join(root, "tools/shop/src/main.ts")],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node24",
    external: ["esbuild"],
    logLevel: "error",
  });
  const code = outputFiles[0]?.text ?? "";
  const pattern =
    /process\d*\.env\.([A-Za-z_]\w*)|process\d*\.env\[["'`]([A-Z_]+)|FromEnv\d*\)?\(\s*["'`]([A-Z_]+)|\b(?:env|env2)\.([A-Z][A-Z_]{3,})/g;
  return new Set([...code.matchAll(pattern)].map(([, a, b, c, d]) => a ?? b ?? c ?? d ?? ""));
}

describe("the table of what libraries read of the environment", () => {
  let names: ReadonlySet<string>;
  beforeAll(async () => {
    names = await asked();
  });

  test("leaves out nothing that their code asks for", () => {
    expect(names.size).toBeGreaterThan(50);
    expect(names).toContain("grpc_proxy");
    expect(names).toContain("DEBUG");
    expect([...names].filter((name) => !decided().some((pattern) => fits(pattern, name)))).toEqual([]);
  });

  test("and holds nothing that none of it asks for any more", () => {
    expect(decided().filter((pattern) => ![...names].some((name) => fits(pattern, name)))).toEqual([]);
  });
});

/** Runs a service until it serves and `meanwhile` is done; resolves with all that it printed. */
async function printed(
  service: string,
  variables: Record<string, string>,
  meanwhile = async () => {},
): Promise<string> {
  const main = join(root, "services", service, "src/main.ts");
  const common = { PORT: "0", METRICS_PORT: "0", LISTEN_ADDR: "127.0.0.1", METRICS_LISTEN_ADDR: "127.0.0.1" };
  const env = { PATH: processVariables()["PATH"], ...common, OTEL_TRACES_EXPORTER: "none", ...variables };
  const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const said = Promise.all([text(child.stdout!), text(child.stderr!)]);
  const ended = once(child, "exit");
  await Promise.race([once(child, "message"), ended]);
  await meanwhile();
  child.kill("SIGTERM");
  await ended;
  return (await said).join("");
}

/** What makes libraries talk. */
const TALKATIVE = {
  DEBUG: "*",
  GRPC_TRACE: "all",
  GRPC_NODE_TRACE: "all",
  GRPC_VERBOSITY: "DEBUG",
  GRPC_NODE_VERBOSITY: "DEBUG",
};

test.runIf(redisBinary)("no variable makes the cart's libraries print what goes to Redis", async () => {
  await using redis = await startRedis();
  const admin = new Redis(`redis://${redis.address}`);
  await admin.config("SET", "requirepass", "hush-hush");
  /** Connections that have logged in and gone on to another command: ours, and the cart's. */
  const atWork = async () => String(await admin.client("LIST")).match(/ cmd=(?!NULL|hello|auth)/g)?.length ?? 0;
  const output = await printed("cartservice", { REDIS_URL: `redis://:hush-hush@${redis.address}`, ...TALKATIVE }, () =>
    expect.poll(atWork).toBe(2),
  );
  admin.disconnect();
  expect(output).toContain("cartservice is serving");
  expect(output).not.toContain("hush-hush");
  expect(output).not.toContain("ioredis");
});

test("no variable makes grpc-js print, or look for certificates that nobody needs", async () => {
  const variables = { GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: "/none", GRPC_SSL_CIPHER_SUITES: "none", ...TALKATIVE };
  const output = await printed("recommendationservice", { PRODUCT_CATALOG_SERVICE_ADDR: "127.0.0.1:1", ...variables });
  expect(output).toContain("recommendationservice is serving");
  for (const line of output.trim().split("\n")) expect(JSON.parse(line)).toHaveProperty("service.name");
});
