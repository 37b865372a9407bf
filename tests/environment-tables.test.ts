import { join } from "node:path";
import { Env, readGrpcListenConfig, readTelemetryConfig, type Variable } from "@hipstershop/runtime";
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

describe("the environment table of", () => {
  test.each(
    packages()
      .filter(({ layer }) => layer === "service")
      .map(({ name }) => name),
  )("%s names what its config reads, with the defaults", async (name) => {
    const { readConfig } = (await import(join(root, "services", name, "src/config.ts"))) as {
      readConfig: (env: Env) => unknown;
    };
    const env = new Env({});
    readConfig(env);
    expect(byName(tableRows(read(`services/${name}/README.md`)))).toEqual(byName(expected(env.asked)));
  });

  test("all services together is docs/configuration.md", () => {
    const env = new Env({});
    readTelemetryConfig(env, "the service's folder name");
    const [, telemetry = "", listening = ""] = read("docs/configuration.md").split(/^## /m);
    expect(byName(tableRows(telemetry))).toEqual(byName(expected(env.asked)));
    const listen = new Env({});
    readGrpcListenConfig(listen, 1);
    expect(byName(tableRows(listening))).toEqual({ ...byName(expected(listen.asked)), PORT: "by service" });
  });

  test("a made-up service misses a row when one is left out", () => {
    const env = new Env({});
    env.port("PORT", 1);
    env.address("CART_SERVICE_ADDR");
    const table = "| variable | default | meaning |\n|---|---|---|\n| PORT | 1 | where |\n\nmore text\n";
    expect(byName(tableRows(table))).not.toEqual(byName(expected(env.asked)));
    expect(byName(tableRows(table.replace("\n\n", "\n| CART_SERVICE_ADDR | required | host:port |\n\n")))).toEqual(
      byName(expected(env.asked)),
    );
  });
});
