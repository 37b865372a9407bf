import { patience } from "@hipstershop/testkit/patience";
import { directFetch, Env } from "@hipstershop/runtime";
import { NOBODY, testTelemetry } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import { training } from "../src/index.ts";
import { type FakeAnswer, jaegerTrace, startFake, TRACE_ID, traceresponse } from "./servers.ts";

const VIEWER = "http://viewer.example";
const acted = { "app.fault": "paymentFailure:declined" };
const sampled: FakeAnswer = { status: 422, headers: { traceresponse: traceresponse() } };

interface Stage {
  /** What the shop answers to the click. */
  readonly shop?: FakeAnswer;
  /** What the trace API answers. */
  readonly traces?: FakeAnswer;
  readonly variables?: Readonly<Record<string, string>>;
}

/** The pages, a shop and a trace API that answer what a test wants, and one try of a declined payment. */
async function tryPayment({ shop = sampled, traces = {}, variables = {} }: Stage) {
  await using stack = new AsyncDisposableStack();
  const fakeShop = stack.use(await startFake(({ request }) => (request === "POST /cart" ? { status: 302 } : shop)));
  const fakeTraces = stack.use(await startFake(() => traces));
  const addresses = { FRONTEND_ADDR: fakeShop.url, TRACES_API: fakeTraces.url, FLAG_SERVICE_ADDR: NOBODY };
  const env = new Env({ PORT: "0", LISTEN_ADDR: "127.0.0.1", JAEGER_UI_URL: VIEWER, ...addresses, ...variables });
  const { port } = stack.use(await training.start(env)(stack.use(await testTelemetry("training"))));
  const signal = patience();
  const url = `http://127.0.0.1:${port}/faults/paymentFailure/try?currency=EUR`;
  const form = new URLSearchParams({ variant: "declined" });
  const answer = await directFetch(url, { form, signal, redirects: 0 });
  const location = answer.headers.get("location") ?? "";
  const page = location.startsWith("/") ? await directFetch(new URL(location, url), { signal }) : answer;
  return { status: answer.status, location, pageStatus: page.status, page: (await page.text()).replace(/\s+/g, " ") };
}

test("a fault that acted leads to its trace", async () => {
  const { status, location } = await tryPayment({ traces: { body: jaegerTrace({}, acted) } });
  expect([status, location]).toEqual([303, `${VIEWER}/trace/${TRACE_ID}`]);
});

test("a viewer on the same host, behind a path, will do", async () => {
  const variables = { JAEGER_UI_URL: "/jaeger" };
  const { location } = await tryPayment({ traces: { body: jaegerTrace(acted) }, variables });
  expect(location).toBe(`/jaeger/trace/${TRACE_ID}`);
});

test("a trace without the fault is not shown as if it had one: the page says what may be the reason", async () => {
  const { status, pageStatus, page } = await tryPayment({ traces: { body: jaegerTrace({}, {}) } });
  expect([status, pageStatus]).toEqual([303, 200]);
  expect(page).toContain("The fault did not act on this request");
  expect(page).toContain("with 2 spans, and none has the attribute app.fault");
  expect(page).toContain("FAULTS_FROM_BAGGAGE=on");
  expect(page).toContain("POST /cart/checkout, baggage: shop.fault=paymentFailure:declined");
  expect(page).toContain(`href="${VIEWER}/trace/${TRACE_ID}"`);
  expect(page).toContain('href="/faults?currency=EUR#paymentFailure"');
});

test("a fault that was refused by the shop tells why", async () => {
  const ignored = { "app.fault.ignored": "paymentFailure:declined (off here)" };
  expect((await tryPayment({ traces: { body: jaegerTrace(ignored) } })).page).toContain("(off here)");
});

test.each<[string, Stage, string]>([
  ["names no trace", { shop: { status: 200 } }, "The answer names no trace"],
  ["was not sampled", { shop: { headers: { traceresponse: traceresponse("00") } } }, "This request was not sampled"],
  ["can't be looked for", { variables: { TRACES_API: `http://${NOBODY}` } }, "The trace could not be looked at"],
])("a request that %s is told as such", async (_, stage, title) => {
  const { status, pageStatus, page } = await tryPayment(stage);
  expect([status, pageStatus]).toEqual([303, 200]);
  expect(page).toContain(`${title}</h1>`);
});

test("a shop that does not answer is a bad gateway", async () => {
  const { status, page } = await tryPayment({ variables: { FRONTEND_ADDR: NOBODY } });
  expect(status).toBe(502);
  expect(page).toContain(`The shop at http://${NOBODY} does not answer`);
});

test.each(["?variant=declined", "?variant=declined&request=GET%20/&status=200&trace=../x", "?variant=off"])(
  "an address of the page that nobody was led to is refused: %s",
  async (query) => {
    await using telemetry = await testTelemetry("training");
    const env = new Env({ PORT: "0", LISTEN_ADDR: "127.0.0.1" });
    await using pages = await training.start(env)(telemetry);
    const url = `http://127.0.0.1:${pages.port}/faults/paymentFailure/tried${query}`;
    const { status } = await directFetch(url, { signal: patience() });
    expect([404, 422]).toContain(status);
  },
);
