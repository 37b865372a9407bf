import { Status } from "@hipstershop/rpc";
import { refuse, TYPEWRITER } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import { startFront } from "./start-frontend.ts";

const ID = "5f0c4f0e-4a55-4e1f-9d42-0f9d5f6a7b8c";
const UUID_V4 = /^shop_session-id=[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12};/;
const session = (value: string) => ({ cookie: `shop_session-id=${value}` });

test("who comes without a session gets one: 48 hours, whole site, not for scripts", async () => {
  await using front = await startFront();
  const { cookies } = await front.get("/");
  const line = cookies.get("shop_session-id") ?? "";
  expect([...cookies.keys()]).toEqual(["shop_session-id"]);
  expect(line).toMatch(UUID_V4);
  expect(line.split("; ").slice(1).sort()).toEqual(["HttpOnly", "Max-Age=172800", "Path=/", "SameSite=Lax"]);
});

test("every visitor gets another one, and who has one keeps it", async () => {
  await using front = await startFront();
  const first = await front.get("/");
  const second = await front.get("/");
  expect(first.cookies.get("shop_session-id")).not.toBe(second.cookies.get("shop_session-id"));
  const known = await front.get("/", session(ID));
  expect(known.cookies.size).toBe(0);
  expect(front.backends.calls("getCart").at(-1)?.request).toEqual({ userId: ID });
});

test.each(["", "cart", "../x", "1", `${ID}x`, `${ID}, ${ID}`, "x-readiness-probe2", "'; DROP TABLE carts", "%"])(
  "the session %j was never given out: there is a new one",
  async (value) => {
    await using front = await startFront();
    const { status, cookies } = await front.get("/", session(value));
    expect([status, cookies.get("shop_session-id")]).toEqual([200, expect.stringMatching(UUID_V4)]);
    const [{ request } = { request: undefined }] = front.backends.calls("getCart");
    expect(cookies.get("shop_session-id")).toContain((request as { userId: string }).userId);
  },
);

test.each([ID, ID.toUpperCase(), "x-readiness-probe", "x-liveness-probe", "x-lab-probe"])(
  "the session %s is taken as it is",
  async (value) => {
    await using front = await startFront();
    const { cookies } = await front.get("/", session(value));
    expect(cookies.size).toBe(0);
    expect(front.backends.calls("getCart")[0]?.request).toEqual({ userId: value });
  },
);

test("with a single shared session all new visitors are one", async () => {
  await using front = await startFront({ config: { singleSharedSession: true } });
  const { cookies } = await front.get("/");
  expect(cookies.get("shop_session-id")).toContain("shop_session-id=12345678-1234-1234-1234-123456789123;");
  await front.get("/", session(ID));
  expect(front.backends.calls("getCart").at(-1)?.request).toEqual({ userId: ID });
});

test.each([
  ["EUR", "EUR"],
  ["TRY", "TRY"],
  ["CHF", "USD"],
  ["XXX", "USD"],
  ["eur", "USD"],
  ["", "USD"],
])("prices for the currency cookie %j are in %s", async (cookie, code) => {
  await using front = await startFront();
  await front.get("/", { cookie: `shop_currency=${cookie}; shop_session-id=${ID}` });
  expect(front.backends.calls("convert")[0]?.request).toMatchObject({ toCode: code });
});

test("the chosen currency is remembered, not for scripts, for 48 hours", async () => {
  await using front = await startFront();
  const { cookies } = await front.post("/setCurrency", { currency_code: "JPY" }, session(ID));
  const parts = (cookies.get("shop_currency") ?? "").split("; ");
  expect(parts[0]).toBe("shop_currency=JPY");
  expect(parts.slice(1).sort()).toEqual(["HttpOnly", "Max-Age=172800", "Path=/", "SameSite=Lax"]);
  expect(cookies.size).toBe(1);
});

test.each(["/_healthz", "/robots.txt", "/version", "/static/logo.svg", "/static/nothing.css", "/static/", "/static"])(
  "%s sets no cookie",
  async (path) => {
    await using front = await startFront();
    expect([...(await front.get(path)).cookies.keys()]).toEqual([]);
  },
);

test.each(["/robots.txt", "/version", "/_healthz", "/static/logo.svg"])(
  "a wrong method on %s sets none",
  async (path) => {
    await using front = await startFront();
    expect([...(await front.post(path)).cookies.keys()]).toEqual([]);
  },
);

test("every page gives a session, an unknown address and a refused form too", async () => {
  await using front = await startFront();
  const answers = [
    await front.get("/cart"),
    await front.get(`/product/${TYPEWRITER}`),
    await front.get("/search"),
    await front.get("/nothing"),
    await front.get("/product/unknown"),
    await front.post("/cart", {}),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404, 404, 422]);
  for (const { cookies } of answers) expect(cookies.get("shop_session-id")).toMatch(UUID_V4);
});

test("an error keeps the session that came with the request", async () => {
  await using front = await startFront();
  front.backends.rpcs.listProducts = refuse(Status.UNAVAILABLE);
  for (const path of ["/", "/nothing"]) expect((await front.get(path, session(ID))).cookies.size).toBe(0);
});

test("logging out expires every cookie the request came with", async () => {
  await using front = await startFront();
  const { status, cookies } = await front.get("/logout", {
    cookie: `shop_session-id=${ID}; shop_currency=EUR; another=1; a[b]=2; =nameless; sp ace=3`,
  });
  expect(status).toBe(302);
  for (const name of ["shop_session-id", "shop_currency", "another"]) {
    const line = cookies.get(name) ?? "";
    expect(line).toMatch(new RegExp(`^${name}=; Max-Age=0; Path=/; Expires=`));
    expect(Date.parse(/Expires=([^;]+)/.exec(line)?.[1] ?? "")).toBeLessThan(Date.now());
  }
});

test("logging out with a session that was never given out leaves none behind", async () => {
  await using front = await startFront();
  const { cookies } = await front.get("/logout", session("foreign"));
  expect(cookies.get("shop_session-id")).toMatch(/^shop_session-id=; Max-Age=0/);
});

test("behind a base path the cookies keep to it", async () => {
  await using front = await startFront({ config: { baseUrl: "/shop" } });
  const home = await front.get("/shop/");
  expect(home.cookies.get("shop_session-id")).toContain("; Path=/shop;");
  const chosen = await front.post("/shop/setCurrency", { currency_code: "EUR" }, session(ID));
  expect(chosen.cookies.get("shop_currency")).toContain("; Path=/shop;");
  const left = await front.get("/shop/logout", session(ID));
  expect(left.cookies.get("shop_session-id")).toMatch(/^shop_session-id=; Max-Age=0; Path=\/shop;/);
});
