import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import type { JaegerTrace } from "@hipstershop/traces";
import { orderProblems } from "../src/cluster/order-check.ts";
import { placeOrder } from "../src/cluster/order.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";

interface Click {
  readonly asked: string;
  readonly cookie: string | undefined;
  readonly form: URLSearchParams;
}

/** A stub shop with one product; `answers` replaces its response to one request. */
async function shopOf(answers: Readonly<Record<string, { status?: number; page?: string; flags?: string }>> = {}) {
  const clicks: Click[] = [];
  const usual: Readonly<Record<string, { status: number; page: string }>> = {
    "GET /": { status: 200, page: '<a href="/product/66VCHSJNUP">Camera</a> <a href="/product/OTHER">Lamp</a>' },
    "POST /cart": { status: 302, page: "" },
    "POST /cart/checkout": { status: 200, page: '<dd class="code" id="order_id" data-copy="o-1">o-1</dd>' },
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const asked = `${request.method} ${request.url}`;
    clicks.push({ asked, cookie: request.headers.cookie, form: new URLSearchParams(await text(request)) });
    const { status = 200, page = "", flags = "01" } = { ...usual[asked], ...answers[asked] };
    response.writeHead(status, {
      "set-cookie": ["shop_session-id=me; Path=/; HttpOnly", "shop_currency=USD; Path=/"],
      traceresponse: `00-${TRACE}-b7ad6b7169203331-${flags}`,
      location: "/cart",
    });
    response.end(page);
  };
  const server = createServer((...args) => void answer(...args)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, clicks, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe("an order", () => {
  test("is one of the first product, by one visitor, who names a card; its trace is the shop's", async () => {
    await using shop = await shopOf();
    expect(await placeOrder(shop.url)).toEqual({ id: "o-1", traceId: TRACE });
    expect(shop.clicks.map(({ asked }) => asked)).toEqual(["GET /", "POST /cart", "POST /cart/checkout"]);
    expect(shop.clicks.map(({ cookie }) => cookie)).toEqual([
      undefined,
      "shop_session-id=me; shop_currency=USD",
      "shop_session-id=me; shop_currency=USD",
    ]);
    expect(shop.clicks[1]!.form.get("product_id")).toBe("66VCHSJNUP");
    expect(shop.clicks[2]!.form.get("credit_card_number")).toBeTruthy();
  });

  test("has no trace where the shop keeps none of it", async () => {
    await using shop = await shopOf({ "POST /cart/checkout": { flags: "00" } });
    expect(await placeOrder(shop.url)).toEqual({ id: "o-1", traceId: undefined });
  });

  test.each([
    ["GET /", { status: 503 }, "GET / was answered 503"],
    ["GET /", { page: "nothing for sale" }, "the home page shows no product"],
    ["POST /cart", { status: 500 }, "POST /cart was answered 500"],
    ["POST /cart/checkout", { status: 422 }, "POST /cart/checkout was answered 422"],
    ["POST /cart/checkout", { page: "Your cart" }, "shows no order"],
  ])("fails, and says why, when %s gives %o", async (asked, answer, complaint) => {
    await using shop = await shopOf({ [asked]: answer });
    await expect(placeOrder(shop.url)).rejects.toThrow(complaint);
  });
});

const TOOK_PART = [
  "frontend",
  "checkoutservice",
  "cartservice",
  "currencyservice",
  "emailservice",
  "paymentservice",
  "productcatalogservice",
  "shippingservice",
];

/** A trace with a root span of the frontend and a child span of every other service. */
function traceOf(services: readonly string[], parentOf = (name: string) => (name === "frontend" ? [] : ["frontend"])) {
  return {
    traceID: TRACE,
    spans: services.map((name) => ({
      spanID: name,
      processID: name,
      references: parentOf(name).map((spanID) => ({ refType: "CHILD_OF", spanID })),
    })),
    processes: Object.fromEntries(services.map((serviceName) => [serviceName, { serviceName }])),
  } satisfies JaegerTrace;
}

describe("the trace of an order", () => {
  test("is good when all who took part are in one piece", () => {
    expect(orderProblems(traceOf(TOOK_PART))).toEqual([]);
  });

  test("lacks a service", () => {
    const without = TOOK_PART.filter((name) => name !== "emailservice");
    expect(orderProblems(traceOf(without))).toEqual([`trace ${TRACE} has no span of emailservice`]);
  });

  test.each([
    ["a parent is missing", "lost"],
    ["there is a second root", undefined],
  ])("is in pieces: %s", (_, parent) => {
    const parentOf = (name: string) =>
      name === "frontend" ? [] : name === "emailservice" ? [parent ?? []].flat() : ["frontend"];
    expect(orderProblems(traceOf(TOOK_PART, parentOf))).toEqual([`trace ${TRACE} is in pieces`]);
  });

  test.each<[string, Record<string, string>]>([
    ["two services name each other", { emailservice: "paymentservice", paymentservice: "emailservice" }],
    ["one names itself", { emailservice: "emailservice" }],
  ])("is in pieces: %s", (_, parents) => {
    const parentOf = (name: string) => (name === "frontend" ? [] : [parents[name] ?? "frontend"]);
    expect(orderProblems(traceOf(TOOK_PART, parentOf))).toEqual([`trace ${TRACE} is in pieces`]);
  });
});
