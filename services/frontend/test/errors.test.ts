import { RpcError, Status, type StatusCode } from "@hipstershop/rpc";
import { SpanStatusCode } from "@hipstershop/telemetry";
import { describe, expect, test } from "vitest";
import { refuse, TYPEWRITER } from "./backends.ts";
import { startFront } from "./start-frontend.ts";

const STATUSES: readonly [name: keyof typeof Status, http: number][] = [
  ["CANCELLED", 500],
  ["UNKNOWN", 500],
  ["INVALID_ARGUMENT", 422],
  ["DEADLINE_EXCEEDED", 504],
  ["NOT_FOUND", 404],
  ["ALREADY_EXISTS", 409],
  ["PERMISSION_DENIED", 500],
  ["RESOURCE_EXHAUSTED", 503],
  ["FAILED_PRECONDITION", 409],
  ["ABORTED", 409],
  ["OUT_OF_RANGE", 422],
  ["UNIMPLEMENTED", 500],
  ["INTERNAL", 500],
  ["UNAVAILABLE", 503],
  ["DATA_LOSS", 500],
  ["UNAUTHENTICATED", 500],
];

describe("a service's status becomes the page's", () => {
  test.each(STATUSES)("%s is %i", async (name, wanted) => {
    await using front = await startFront();
    front.backends.rpcs.getProduct = refuse(Status[name]);
    const page = await front.get(`/product/${TYPEWRITER}`);
    expect(page.status).toBe(wanted);
    expect(page.headers["retry-after"]).toBe(wanted === 503 || wanted === 504 ? "3" : undefined);
    const meta = await front.get(`/product-meta/${TYPEWRITER}`);
    expect([meta.status, meta.headers["content-type"]]).toEqual([wanted, "application/json; charset=utf-8"]);
    expect(meta.headers["retry-after"]).toBe(page.headers["retry-after"]);
    for (const { body } of [page, meta]) expect(body).not.toContain("a secret");
  });

  test("and every one of them was tried", () => {
    const names = Object.keys(Status).filter((name) => !/^\d+$/.test(name) && name !== "OK");
    expect(STATUSES.map(([name]) => name).sort()).toEqual(names.sort());
  });
});

describe("the error page", () => {
  test("has status, a sentence, request and trace id, a way to try again, and no currency form", async () => {
    await using front = await startFront({ config: { tracesUrl: "http://traces.example" } });
    front.backends.rpcs.listProducts = refuse(Status.UNAVAILABLE);
    const { body, headers } = await front.get("/");
    const traceId = headers["traceresponse"]?.split("-")[1] ?? "";
    for (const fact of [
      "503 Service Unavailable",
      "A part of the shop is not answering at the moment.",
      `request-id: ${headers["x-request-id"]}`,
      `trace-id: ${traceId}`,
      `http://traces.example/trace/${traceId}`,
      "Try again",
    ]) {
      expect(body).toContain(fact);
    }
    expect(body).not.toContain("currency_form");
  });

  test.each([false, true])("shows what failed only when it may (DEBUG_ERRORS: %s)", async (debug) => {
    await using front = await startFront({ config: { debug } });
    front.backends.rpcs.listProducts = refuse(Status.INTERNAL, "a <b>secret</b>");
    const { status, body } = await front.get("/");
    expect(status).toBe(500);
    expect(body.includes("a &lt;b&gt;secret&lt;/b&gt;")).toBe(debug);
    expect(body.includes("errors.ts")).toBe(debug);
    expect(body).not.toContain("<b>secret");
  });

  test("is one for our own bugs too", async () => {
    await using front = await startFront();
    front.backends.rpcs.convert = () => ({ currencyCode: "USD", units: "1", nanos: -1 });
    const { status, body } = await front.get("/");
    expect([status, body.includes("Something went wrong on our side.")]).toEqual([500, true]);
    expect(body).not.toContain("nanos");
  });

  test("a failed form leads to the cart, not to itself", async () => {
    await using front = await startFront();
    front.backends.rpcs.emptyCart = refuse(Status.UNAVAILABLE);
    const { body } = await front.post("/cart/empty");
    expect(body).toMatch(/<a class="button" href="\/cart">Try again/);
  });
});

describe("only what is our fault is an error in the trace", () => {
  test.each<[string, StatusCode, boolean]>([
    ["NOT_FOUND", Status.NOT_FOUND, false],
    ["INVALID_ARGUMENT", Status.INVALID_ARGUMENT, false],
    ["FAILED_PRECONDITION", Status.FAILED_PRECONDITION, false],
    ["UNAVAILABLE", Status.UNAVAILABLE, true],
    ["INTERNAL", Status.INTERNAL, true],
  ])("%s", async (_, code, failed) => {
    await using front = await startFront();
    front.backends.rpcs.getProduct = () => {
      throw new RpcError(code, "no");
    };
    await front.get(`/product/${TYPEWRITER}`);
    await front.service[Symbol.asyncDispose]();
    const page = front.telemetry.spans().find(({ name }) => name === "GET /product/{id}");
    expect(page?.status.code === SpanStatusCode.ERROR).toBe(failed);
  });
});
