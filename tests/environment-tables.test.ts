import { join } from "node:path";
import { Env, readFaultConfig, readGrpcListenConfig, readTelemetryConfig, type Variable } from "@hipstershop/runtime";
import { readIdentity } from "@hipstershop/runtime/identity";
import { describe, expect, test } from "vitest";
import { packages, read, root } from "./support/workspace.ts";

/** The rows of the tables headed by "variable" and "default", in one file or one section of it. */
function tableRows(markdown: string): Map<string, string> {
  const rows = markdown
    .split(/^\| variable \| default \| meaning \|$/m)
    .slice(1)
    .flatMap((table) => table.split("\n").slice(2))
    .filter((line, i, lines) => lines.slice(0, i + 1).every((one) => one.startsWith("|")))
    .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")));
  return new Map(rows.map(([, name = "", fallback = ""]) => [name, fallback]));
}

/** What a table must say of the variables that were asked for. */
function expected(asked: readonly Variable[]): Map<string, string> {
  return new Map(asked.map(({ name, fallback }) => [name, fallback === undefined ? "required" : fallback || "(none)"]));
}

const byName = (rows: ReadonlyMap<string, string>) =>
  Object.fromEntries([...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)));

const services = packages().filter(({ layer }) => layer === "service");
const training = packages().filter(({ name }) => name === "training");

test("there are eleven services to compare, and the training pages", () => {
  expect([services.length, training.length]).toEqual([11, 1]);
});

describe("the environment table of", () => {
  const folders = [...services, ...training].map(({ folder }) => folder);
  test.each([...folders, "traceview", "tools/canary", "tools/sampleapp"])(
    "%s names what its config reads, with the defaults",
    async (folder) => {
      const { readConfig } = (await import(join(root, folder, "src/config.ts"))) as {
        readConfig: (env: Env) => unknown;
      };
      const env = new Env({});
      readConfig(env);
      expect(byName(tableRows(read(`${folder}/README.md`)))).toEqual(byName(expected(env.asked)));
    },
  );

  test("all services together is docs/configuration.md", async () => {
    const env = new Env({});
    readTelemetryConfig(env, "the service's folder name");
    const sections = read("docs/configuration.md").split(/^## /m);
    const [, telemetry = "", listening = "", faults = "", load = ""] = sections;
    const tls = sections.find((section) => section.startsWith("TLS between services")) ?? "";
    const identity = new Env({});
    readIdentity(identity);
    expect(byName(tableRows(tls))).toEqual(byName(expected(identity.asked)));
    expect(byName(tableRows(telemetry))).toEqual(byName(expected(env.asked)));
    const listen = new Env({});
    readGrpcListenConfig(listen, 1);
    expect(byName(tableRows(listening))).toEqual({ ...byName(expected(listen.asked)), PORT: "by service" });
    const broken = new Env({});
    readFaultConfig(broken);
    expect(byName(tableRows(faults))).toEqual(byName(expected(broken.asked)));
    const visitors = new Env({});
    const { readConfig } = (await import(join(root, "loadgen/src/config.ts"))) as { readConfig: (env: Env) => unknown };
    readConfig(visitors);
    expect(byName(tableRows(load))).toEqual(byName(expected(visitors.asked)));
  });

  describe("a made-up service is compared by", () => {
    const asked = () => {
      const env = new Env({});
      env.port("PORT", 1);
      env.address("CART_SERVICE_ADDR");
      env.text("BASE_URL", "");
      return byName(expected(env.asked));
    };
    const table = (...rows: string[]) => {
      const lines = ["| variable | default | meaning |", "|---|---|---|", ...rows.map((row) => `| ${row} | meaning |`)];
      return byName(
        tableRows(`# A service\n\n| rpc | answers |\n|---|---|\n| A | b |\n\n${lines.join("\n")}\n\nmore\n`),
      );
    };

    test("names and defaults, in any order", () => {
      expect(table("`BASE_URL` | (none)", "PORT | `1`", "CART_SERVICE_ADDR | required")).toEqual(asked());
    });

    test.each([
      ["a row left out", ["PORT | 1", "BASE_URL | (none)"]],
      ["a row too many", ["PORT | 1", "CART_SERVICE_ADDR | required", "BASE_URL | (none)", "OLD | 1"]],
      ["another default", ["PORT | 2", "CART_SERVICE_ADDR | required", "BASE_URL | (none)"]],
      ["a default for what is required", ["PORT | 1", "CART_SERVICE_ADDR | (none)", "BASE_URL | (none)"]],
      ["no table at all", []],
    ])("and notices %s", (_, rows) => {
      expect(table(...rows)).not.toEqual(asked());
    });
  });
});
