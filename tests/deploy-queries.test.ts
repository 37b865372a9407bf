import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort, redisBinary, type RedisServer, startRedis } from "@hipstershop/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestShop, type TestShop } from "./support/shop.ts";
import { wholeTrace } from "./support/traces.ts";
import { checkoutFields } from "./support/visitor.ts";
import { read, root } from "./support/workspace.ts";

const present = spawnSync("prometheus", ["--version"], { stdio: "ignore" }).error === undefined;
const redisExporter = ["redis_exporter", "prometheus-redis-exporter"].find(
  (name) => spawnSync(name, ["--version"], { stdio: "ignore" }).error === undefined,
);
/** Only a real Redis and a real exporter can answer what is asked of them. */
const withRedis = redisBinary !== undefined && redisExporter !== undefined;
const BASE = "kubernetes-manifests/base";

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[];
}

interface Exemplar {
  readonly labels: { readonly trace_id: string; readonly span_id: string };
  readonly value: string;
}

/** Every question of every dashboard; a service's page is asked for the one that has what the panel shows. */
function panelQueries(): [string, string][] {
  return ["overview", "hipstershop", "service"].flatMap((name) => {
    const { panels } = JSON.parse(read(`${BASE}/grafana/dashboards/${name}.json`)) as Dashboard;
    return panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }): [string, string] => {
        const of = /http_server|app_page/.test(expr) ? "frontend" : "checkoutservice";
        return [`${name}: ${title}`, expr.replaceAll("$service", of)];
      }),
    );
  });
}

/** What rules record, and what alerts look at, without the limit that makes them ring. */
function ruleQueries(): [string, string][] {
  const text = read(`${BASE}/prometheus/rules.yml`);
  const recorded = [...text.matchAll(/record: (\S+)/g)].map(([, name]): [string, string] => [`recorded`, name!]);
  const alerts = [...text.matchAll(/alert: (\S+)\n\s+expr: (.+)/g)].map(([, name, expr]): [string, string] => [
    `alert ${name}`,
    expr!.replace(/ (>|==) [\d.]+$/, ""),
  ]);
  return [...recorded, ...alerts];
}

/** What Flagger asks, of a service in place of its canary. */
function templateQueries(): [string, string][] {
  const text = read("kubernetes-manifests/overlays/flagger/metric-templates.yaml");
  return [...text.matchAll(/name: (\S+)\n(?:(?!---).*\n)*? {2}query: \|\n((?: {4}.*\n)+)/g)].map(
    ([, name, query]): [string, string] => {
      const of = query!.includes("http_server") ? "frontend" : "checkoutservice";
      const expr = query!.replaceAll("{{ target }}-canary", of).replaceAll("{{ interval }}", "1m");
      return [`metric template ${name}`, expr];
    },
  );
}

/** A visitor who looks around and buys. */
async function buy(url: string): Promise<void> {
  const headers = { cookie: "shop_session-id=5b5c8a7e-0c5e-4d0c-9d7d-3f1c6f0b7a11" };
  const post = (path: string, form: Record<string, string>) =>
    fetch(url + path, { method: "POST", headers, body: new URLSearchParams(form), redirect: "manual" });
  await fetch(url, { headers });
  await fetch(`${url}/product/OLJCESPC7Z`, { headers });
  await post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
  await fetch(`${url}/cart`, { headers });
  await post("/cart/checkout", checkoutFields);
}

/** Runs it until it is disposed of. */
function program(name: string, args: readonly string[]): AsyncDisposable {
  const child = spawn(name, args, { stdio: "ignore" });
  const gone = once(child, "exit");
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await gone;
    },
  };
}

/** The exporter as the manifest starts it, beside this Redis; resolves to its host:port. */
async function startExporter({ address }: RedisServer, opened: AsyncDisposableStack): Promise<string> {
  const host = `127.0.0.1:${await freePort()}`;
  const [, flags = ""] =
    /image: oliver006\/redis_exporter\S*\s+args: \[(.*)\]/.exec(read(`${BASE}/redis-cart.yaml`)) ?? [];
  const args = flags.replace(":9090", host).replace("localhost:6379", address).split(", ");
  opened.use(program(redisExporter!, args));
  return host;
}

describe.skipIf(!present)("a real Prometheus beside the shop (needs prometheus)", () => {
  let shop: TestShop;
  let address: string;
  const opened = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "shop-prometheus-"));

  beforeAll(async () => {
    opened.defer(() => rmSync(folder, { recursive: true, force: true }));
    const redis = withRedis ? opened.use(await startRedis()) : undefined;
    shop = opened.use(await startTestShop(redis && { REDIS_ADDR: redis.address }));
    const targets = shop.status.services.map(({ name, metrics }) => [name, new URL(metrics ?? "").host]);
    if (redis) targets.push(["redis-cart", await startExporter(redis, opened)]);
    const jobs = targets.map(
      ([name, host]) => `  - job_name: ${name}\n    static_configs: [{ targets: ["${host}"] }]\n`,
    );
    const rules = JSON.stringify(join(root, BASE, "prometheus/rules.yml"));
    const config = `global: { scrape_interval: 1s, evaluation_interval: 1s }\nrule_files: [${rules}]\nscrape_configs:\n${jobs.join("")}`;
    writeFileSync(join(folder, "prometheus.yml"), config);
    address = `127.0.0.1:${await freePort()}`;
    opened.use(
      program("prometheus", [
        `--config.file=${join(folder, "prometheus.yml")}`,
        `--storage.tsdb.path=${join(folder, "data")}`,
        `--web.listen-address=${address}`,
        ...read(`${BASE}/prometheus.yaml`).match(/--enable-feature=\S+/g)!,
      ]),
    );
    for (let second = 0; second < 8; second += 1) {
      await buy(shop.url);
      await delay(1000);
    }
  }, 60_000);

  afterAll(() => opened.disposeAsync());

  async function ask(expr: string): Promise<readonly { value: [number, string] }[]> {
    const answer = await fetch(`http://${address}/api/v1/query?query=${encodeURIComponent(expr)}`);
    const { data, error } = (await answer.json()) as {
      data?: { result: { value: [number, string] }[] };
      error?: string;
    };
    if (!data) throw new Error(error);
    return data.result;
  }

  async function exemplarsOf(query: string): Promise<readonly Exemplar[]> {
    const range = `start=${Date.now() / 1000 - 300}&end=${Date.now() / 1000 + 5}`;
    const answer = await fetch(`http://${address}/api/v1/query_exemplars?query=${encodeURIComponent(query)}&${range}`);
    const { data } = (await answer.json()) as { data: readonly { exemplars: readonly Exemplar[] }[] };
    return data.flatMap((series) => series.exemplars);
  }

  test.each([
    ["pages", "http_server_request_duration_seconds_bucket", "GET /product/{id}"],
    ["calls answered", "rpc_server_call_duration_seconds_bucket", "hipstershop.CheckoutService/PlaceOrder"],
    ["calls made", "rpc_client_call_duration_seconds_bucket", "hipstershop.CartService/AddItem"],
  ])("the exemplars of %s lead to traces that the store has", async (_, metric, operation) => {
    const label = metric.startsWith("http") ? "http_route" : "rpc_method";
    const query = `${metric}{${label}="${operation.replace(/^GET /, "")}"}`;
    await expect.poll(() => exemplarsOf(query)).not.toEqual([]);
    const exemplars = await exemplarsOf(query);
    for (const { labels, value } of exemplars) {
      const trace = await wholeTrace(shop, labels.trace_id);
      const span = trace.spans.find(({ spanId }) => spanId === labels.span_id);
      expect(span?.operation).toBe(operation);
      expect(Number(value)).toBeGreaterThan(0);
    }
  });

  test("all eleven services are up", async () => {
    const up = await ask('up{job!="redis-cart"} == 1');
    expect(up).toHaveLength(11);
  });

  const queries = [...panelQueries(), ...ruleQueries(), ...templateQueries()];
  const ofRedis = queries.filter(([, expr]) => /\bredis_/.test(expr));

  test.each(queries.filter((query) => !ofRedis.includes(query)))("%s has an answer: %s", hasAnAnswer);

  test.skipIf(!withRedis).each(ofRedis)("%s has an answer (needs redis-server and redis_exporter): %s", hasAnAnswer);

  async function hasAnAnswer(_: string, expr: string): Promise<void> {
    const values = (await ask(expr)).map(({ value }) => value[1]);
    expect(values.filter((value) => value !== "NaN")).not.toEqual([]);
  }
});
