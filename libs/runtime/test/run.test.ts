import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

const mainOf = (service: string) => join(import.meta.dirname, "../../../services", service, "src/main.ts");

/** Runs the main.ts of a real service, as a container does. */
function start(service: string, variables: Record<string, string>, ipc = false, main = mainOf(service)) {
  const env = {
    PORT: "0",
    METRICS_PORT: "0",
    LISTEN_ADDR: "127.0.0.1",
    OTEL_TRACES_EXPORTER: "none",
    LOG_LEVEL: "info",
    ...variables,
  };
  const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "pipe", ipc ? "ipc" : "ignore"] });
  const ended = once(child, "exit") as Promise<[number | null]>;
  return {
    child,
    ended,
    stdout: child.stdout as NodeJS.ReadableStream,
    stderr: text(child.stderr as NodeJS.ReadableStream),
  };
}

const FRONTEND = Object.fromEntries(
  ["AD", "CART", "CHECKOUT", "CURRENCY", "PRODUCT_CATALOG", "RECOMMENDATION", "SHIPPING"].map((name) => [
    `${name}_SERVICE_ADDR`,
    "localhost:1",
  ]),
);

test("a wrong environment is named in full, with exit code 78 and no stack trace", async () => {
  const { ended, stderr } = start("checkoutservice", { PORT: "http" });
  expect((await ended)[0]).toBe(78);
  const said = await stderr;
  for (const name of ["PORT", "CART_SERVICE_ADDR", "PAYMENT_SERVICE_ADDR", "SHIPPING_SERVICE_ADDR"])
    expect(said).toContain(name);
  expect(said).not.toMatch(/^\s+at /m);
});

const readme = join(import.meta.dirname, "../../../README.md");

test.each<[string, Record<string, string>, string]>([
  ["cartservice", { REDIS_URL: "valkey://:hush@h" }, 'REDIS_URL is "valkey://***@h", but must be redis://'],
  ["cartservice", { REDIS_URL: "redis://:hush%@h" }, 'REDIS_URL is "redis://***@h", but must be redis://'],
  ["cartservice", { REDIS_URL: "redis://:hush@h:70000" }, 'REDIS_URL is "redis://***@h:70000", but must be redis://'],
  ["cartservice", { REDIS_ADDR: "redis://:hush@h:6379" }, 'REDIS_ADDR is "redis://***@h:6379", but must be host:port'],
  ["cartservice", { CART_STORE: "redis://:hush@h:0" }, 'CART_STORE is "redis://***@h:0", but must be redis://'],
  ["cartservice", { CART_STORE: "mysql://me:hush@h" }, 'CART_STORE is "mysql://***@h", but must be sqlite:<file>'],
  ["cartservice", { CART_STORE: `sqlite:${readme}` }, `CART_STORE: the carts in ${readme} can't be used: file is not`],
  [
    "currencyservice",
    { RATES_FILE: "/none" },
    'RATES_FILE is "/none", but must be a file that can be read (there is none)',
  ],
  ["currencyservice", { RATES_FILE: readme }, `RATES_FILE: the rates in ${readme} can't be used: `],
  [
    "productcatalogservice",
    { PRODUCTS_FILE: "/" },
    'PRODUCTS_FILE is "/", but must be a file that can be read (it is a folder)',
  ],
  ["productcatalogservice", { PRODUCTS_FILE: readme }, `PRODUCTS_FILE: the catalog ${readme} can't be used: `],
  ["flagservice", { FLAGS_FILE: readme, SYNC_PORT: "0" }, `FLAGS_FILE: the flags file ${readme} can't be used: `],
  [
    "adservice",
    { OTEL_TRACES_EXPORTER: "jaeger", OTEL_EXPORTER_JAEGER_ENDPOINT: "http://me:hush" },
    'OTEL_EXPORTER_JAEGER_ENDPOINT is "http://***", but must be a URL',
  ],
  [
    "adservice",
    { OTEL_TRACES_EXPORTER: "jaeger", JAEGER_ENDPOINT: "me:hush@jaeger:14268" },
    'JAEGER_ENDPOINT is "***@jaeger:14268", but must be a URL',
  ],
  [
    "adservice",
    { LISTEN_ADDR: "127.0.0.1:80" },
    'LISTEN_ADDR is "127.0.0.1:80", but must be an address of this machine',
  ],
  ["adservice", { LOG_FILE: "/" }, 'LOG_FILE is "/", but must be a file that can be written (it is a folder)'],
])("%s ends with 78 for %j, without a stack trace or a secret", async (service, variables, problem) => {
  const { ended, stderr } = start(service, variables);
  expect((await ended)[0]).toBe(78);
  const said = await stderr;
  expect(said).toContain(problem);
  expect(said).not.toMatch(/hush|^\s+at /m);
});

test.each([
  [
    "frontend",
    "BASE_URL",
    "http://localhost:3000",
    'is "http://localhost:3000", but must be a path that begins with a slash',
  ],
  ["frontend", "JAEGER_UI_URL", "localhost:16686", 'is "localhost:16686", but must be a URL that begins with http://'],
  ["adservice", "OTEL_EXPORTER_JAEGER_ENDPOINT", "jaeger:14268", "such as http://jaeger:14268/api/traces"],
  [
    "adservice",
    "JAEGER_ENDPOINT",
    "htp://jaeger:14268/api/traces",
    'is "htp://jaeger:14268/api/traces", but must be a URL',
  ],
  ["adservice", "OTEL_EXPORTER_JAEGER_ENDPOINT", "http://me:s3cret@jaeger:port/", "but must be a URL"],
  ["adservice", "OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "such as http://jaeger:4318"],
])(
  "%s with %s=%s ends with 78, the name, the value met, and what would be right",
  async (service, name, value, why) => {
    const exporter = name.includes("OTLP") ? "otlp" : "jaeger";
    const { ended, stderr } = start(service, { ...FRONTEND, OTEL_TRACES_EXPORTER: exporter, [name]: value });
    expect((await ended)[0]).toBe(78);
    const said = await stderr;
    expect(said).toMatch(new RegExp(`^${service}: the environment needs a change:\\n  ${name} is [^\\n]+\\n$`));
    expect(said).toContain(why);
    expect(said).not.toContain("s3cret");
  },
);

test("a service tells its parent where it serves, and stops in order on SIGTERM", async () => {
  const { child, ended } = start("adservice", {}, true);
  const [message] = (await once(child, "message")) as [{ serving: { port: number; metricsUrl: string } }];
  expect(message.serving.port).toBeGreaterThan(0);
  expect(await (await fetch(message.serving.metricsUrl)).text()).toContain("app_build_info");
  child.kill("SIGTERM");
  expect((await ended)[0]).toBe(0);
});

test("a service that does not end is cut, and its process ends by itself", async () => {
  const { child, ended, stdout } = start("stuck", {}, true, join(import.meta.dirname, "stuck-service.ts"));
  const printed = text(stdout);
  await once(child, "message");
  child.kill("SIGTERM");
  expect((await ended)[0]).toBe(1);
  expect(await printed).toContain('"message":"stuck is still busy after 4200 ms: what it does is cut"');
});

test("a taken metrics port is one clear line, and the service serves", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const variables = { METRICS_PORT: String(port), METRICS_LISTEN_ADDR: "127.0.0.1" };
  const { child, ended, stdout, stderr } = start("adservice", variables, true);
  const printed = text(stdout);
  const [message] = (await once(child, "message")) as [{ serving: { port: number; metricsProblem: string } }];
  expect(message.serving.port).toBeGreaterThan(0);
  expect(message.serving.metricsProblem).toContain(
    `127.0.0.1:${port}: the port is taken (METRICS_PORT). adservice runs`,
  );
  child.kill("SIGTERM");
  expect((await ended)[0]).toBe(0);
  taken.close();
  const warnings = (await printed).split("\n").filter((line) => line.includes('"warn"'));
  expect(warnings).toEqual([expect.stringContaining(message.serving.metricsProblem)]);
  expect(await stderr).toBe("");
});

test("a taken port is one clear line and exit code 1", async () => {
  const first = start("adservice", {}, true);
  const [message] = (await once(first.child, "message")) as [{ serving: { port: number } }];
  const second = start("adservice", { PORT: String(message.serving.port) });
  expect((await second.ended)[0]).toBe(1);
  expect(await second.stderr).toMatch(
    /^adservice: adservice can't listen on 127\.0\.0\.1:\d+: the port is taken \(PORT\)\n$/,
  );
  first.child.disconnect();
  expect((await first.ended)[0]).toBe(0);
});

test.each([
  [
    "adservice",
    { LISTEN_ADDR: "192.0.2.1" },
    "adservice can't listen on 192.0.2.1:0: this machine has no such address",
  ],
  [
    "adservice",
    { LISTEN_ADDR: "nowhere.invalid" },
    "nowhere.invalid:0: nobody knows a host of this name (LISTEN_ADDR)",
  ],
  [
    "adservice",
    { METRICS_LISTEN_ADDR: "[2001:db8::1]" },
    "adservice's metrics endpoint can't listen on [2001:db8::1]:0: ",
  ],
  ["frontend", { LISTEN_ADDR: "192.0.2.1", ...FRONTEND }, "frontend can't listen on 192.0.2.1:0: this machine has no"],
  [
    "frontend",
    { METRICS_LISTEN_ADDR: "nowhere.invalid", ...FRONTEND },
    "nobody knows a host of this name (METRICS_LISTEN",
  ],
])("%s with %j is one clear line and exit code 78: %s", async (service, variables, line) => {
  const { ended, stderr } = start(service, variables);
  expect((await ended)[0]).toBe(78);
  expect(await stderr).toMatch(new RegExp(`^${service}: [^\\n]+\\n$`));
  expect(await stderr).toContain(line);
});

test("what an operator sets for the whole cluster is warned of once each, in the service's own log, and it serves", async () => {
  const injected = {
    OTEL_TRACES_EXPORTER: "zipkin",
    OTEL_METRICS_EXPORTER: "otlp",
    OTEL_LOGS_EXPORTER: "otlp",
    OTEL_PROPAGATORS: "tracecontext,baggage,jaeger",
    OTEL_TRACES_SAMPLER: "parentbased_jaeger_remote",
    OTEL_TRACES_SAMPLER_ARG: "endpoint=http://jaeger:14250",
    OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4317",
    OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
    OTEL_BSP_SCHEDULE_DELAY: "5s",
    OTEL_ATTRIBUTE_COUNT_LIMIT: "unlimited",
    OTEL_SDK_DISABLED: "no",
    OTEL_RESOURCE_ATTRIBUTES: "k8s.pod.name=ads-1,broken",
  };
  const { child, ended, stdout, stderr } = start("adservice", injected, true);
  const printed = text(stdout);
  const [message] = (await once(child, "message")) as [{ serving: { metricsUrl: string } }];
  expect((await fetch(message.serving.metricsUrl)).status).toBe(200);
  child.kill("SIGTERM");
  expect((await ended)[0]).toBe(0);
  const lines = (await printed).trim().split("\n");
  const warnings = lines
    .map((line) => JSON.parse(line) as { severity: string; message: string })
    .filter(({ severity }) => severity === "warn");
  const variables = warnings.map((warning) => warning.message.split(/[ :]/)[0]);
  const expected = Object.keys(injected).filter((name) => name !== "OTEL_TRACES_SAMPLER_ARG");
  expect(variables).toHaveLength(expected.length);
  expect(new Set(variables)).toEqual(new Set(expected));
  expect(await stderr).toBe("");
});

test("every log line is JSON with time, severity and service", async () => {
  const { child, ended, stdout } = start("adservice", {}, true);
  const printed = text(stdout);
  await once(child, "message");
  child.kill("SIGINT");
  await ended;
  for (const line of (await printed).trim().split("\n")) {
    expect(JSON.parse(line)).toMatchObject({
      severity: "info",
      "service.name": "adservice",
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      message: expect.any(String),
    });
  }
});
