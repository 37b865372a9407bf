import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { ChannelCredentials, Client, credentials, status } from "@grpc/grpc-js";
import { RecommendationService } from "@hipstershop/contract";
import { makeCertificates } from "@hipstershop/deploy/certificates";
import { processVariables } from "@hipstershop/runtime";
import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { root } from "../support/workspace.ts";

const folder = mkdtempSync(join(tmpdir(), "mutual-tls-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const hasOpenssl = spawnSync("openssl", ["version"]).error === undefined;

/** The variables of a process that shows a certificate of one of the authorities. */
const identity = (authority: string) => ({
  GRPC_TLS_CERT: join(folder, authority, "tls.crt"),
  GRPC_TLS_KEY: join(folder, authority, "tls.key"),
  GRPC_TLS_CA: join(folder, authority, "ca.crt"),
});

const SILENT = { OTEL_TRACES_EXPORTER: "none", OTEL_METRICS_EXPORTER: "none", PORT: "0", LISTEN_ADDR: "127.0.0.1" };

function start(service: string, variables: Readonly<Record<string, string>>) {
  return spawn(process.execPath, [join(root, "services", service, "src/main.ts")], {
    env: { ...processVariables(), ...SILENT, ...variables },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

const errorsOf = async ({ stderr }: ChildProcess) => (stderr ? text(stderr) : "");

/** Starts a service in a process of its own; resolves to its address. */
async function serve(service: string, variables: Readonly<Record<string, string>>): Promise<string> {
  const child = start(service, variables);
  onTestFinished(() => void child.kill("SIGKILL"));
  const [message] = await Promise.race([
    once(child, "message"),
    errorsOf(child).then((reason) => Promise.reject(new Error(`${service} ended: ${reason}`))),
  ]);
  return `localhost:${message.serving.port}`;
}

function tls(authority: string, member?: string): ChannelCredentials {
  const file = (who: string, name: string) => readFileSync(join(folder, who, name));
  return member === undefined
    ? credentials.createSsl(file(authority, "ca.crt"))
    : credentials.createSsl(file(authority, "ca.crt"), file(member, "tls.key"), file(member, "tls.crt"));
}

/** ListRecommendations, which asks the catalog; resolves to the number of products, or to the name of the failure. */
function recommendations(address: string, by: ChannelCredentials): Promise<number | string> {
  const { path, requestSerialize, responseDeserialize } = RecommendationService.definition.ListRecommendations;
  const client = new Client(address, by);
  const deadline = Date.now() + PATIENCE_MS;
  return new Promise((resolve) => {
    const request = { userId: "ada", productIds: [] };
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, { deadline }, (error, answer) => {
      client.close();
      resolve(error ? (status[error.code] ?? "") : (answer?.productIds.length ?? 0));
    });
  });
}

describe.skipIf(!hasOpenssl)("services with certificates (needs openssl)", () => {
  beforeAll(() => {
    for (const authority of ["shop", "stranger"]) makeCertificates(join(folder, authority), ["localhost"], 2);
  });

  test("talk to each other and to who has a certificate of the same authority, and to nobody else", async () => {
    const catalog = await serve("productcatalogservice", identity("shop"));
    const variables = { PRODUCT_CATALOG_SERVICE_ADDR: catalog };
    const address = await serve("recommendationservice", { ...variables, ...identity("shop") });
    expect(await recommendations(address, tls("shop", "shop"))).toBeGreaterThan(0);
    const refused = [tls("shop"), tls("shop", "stranger"), tls("stranger", "stranger"), credentials.createInsecure()];
    for (const by of refused) expect(await recommendations(address, by)).toBe("UNAVAILABLE");
  });

  test.each([
    ["none", {}],
    ["one of another authority", () => identity("stranger")],
  ])("a service with %s gets no answer from one with a certificate", async (_, own) => {
    const catalog = await serve("productcatalogservice", identity("shop"));
    const given = typeof own === "function" ? own() : own;
    const address = await serve("recommendationservice", { PRODUCT_CATALOG_SERVICE_ADDR: catalog, ...given });
    const by = typeof own === "function" ? tls("stranger", "stranger") : credentials.createInsecure();
    expect(await recommendations(address, by)).toBe("UNAVAILABLE");
  });

  test("a certificate is for its names: one for another host is no server's here", async () => {
    makeCertificates(join(folder, "other-name"), ["elsewhere.example"], 2);
    const address = await serve("productcatalogservice", identity("other-name"));
    expect(await recommendations(address, tls("other-name", "other-name"))).toBe("UNAVAILABLE");
  });

  test.each([
    ["one file alone", () => ({ GRPC_TLS_KEY: identity("shop").GRPC_TLS_KEY }), "GRPC_TLS_CERT is not set"],
    ["another key", () => ({ ...identity("shop"), GRPC_TLS_KEY: identity("stranger").GRPC_TLS_KEY }), "of the key in"],
    ["another authority", () => ({ ...identity("shop"), GRPC_TLS_CA: identity("stranger").GRPC_TLS_CA }), "has issued"],
    ["no PEM", () => ({ ...identity("shop"), GRPC_TLS_CERT: import.meta.filename }), "a certificate in PEM"],
    ["no file", () => ({ ...identity("shop"), GRPC_TLS_CA: join(folder, "none") }), "GRPC_TLS_CA is "],
  ])("%s is a mistake that ends a service with 78", async (_, variables, why) => {
    const child = start("adservice", variables());
    const [stderr, [code]] = await Promise.all([errorsOf(child), once(child, "exit")]);
    expect([code, stderr]).toEqual([78, expect.stringContaining(why)]);
    expect(stderr).not.toMatch(/^\s+at |PRIVATE KEY/m);
  });

  test("the authority's key is thrown away, the rest is never written over", () => {
    expect(() => makeCertificates(join(folder, "shop"), ["localhost"])).toThrow("is there already");
    expect(() => readFileSync(join(folder, "shop", "ca.key"))).toThrow("ENOENT");
  });
});
