import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { createGunzip } from "node:zlib";
import { expect, test } from "vitest";
import { span } from "./spans.ts";
import { startTestStore } from "./start.ts";

/** GETs as is: fetch would unpack the answer. */
async function get(url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const sent = request(url, { headers }).end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  return answer;
}

async function filledStore() {
  const traces = await startTestStore({ basePath: "/jaeger" });
  const hex = (number: number) => (number + 1).toString(16);
  traces.store.add(Array.from({ length: 50 }, (_, index) => span({ traceId: hex(index % 25), spanId: hex(index) })));
  return traces;
}

test.each(["/api/traces?limit=50", "/api/view/search", "/search", "/jaeger/", "/api/view/traces/1/export?format=otlp"])(
  "%s is compressed for whom accepts it, and says that it depends",
  async (path) => {
    await using traces = await filledStore();
    const plain = await get(traces.queryUrl + path, { accept: "text/html" });
    const packed = await get(traces.queryUrl + path, { "accept-encoding": "gzip, deflate", accept: "text/html" });
    expect([plain.statusCode, packed.statusCode]).toEqual([200, 200]);
    expect([plain.headers["content-encoding"], packed.headers["content-encoding"]]).toEqual([undefined, "gzip"]);
    expect([plain.headers.vary, packed.headers.vary]).toEqual(["accept-encoding", "accept-encoding"]);
    expect(packed.headers["content-type"]).toBe(plain.headers["content-type"]);
    const sentLength = Number(packed.headers["content-length"]);
    const plainText = await text(plain);
    expect(sentLength).toBeLessThan(plainText.length);
    expect(await text(packed.pipe(createGunzip()))).toBe(plainText);
  },
);

test("what is small is sent as it is, and what is refused, too", async () => {
  await using traces = await filledStore();
  for (const path of ["/api/view/store", "/api/traces/xyz", "/api/services"]) {
    const answer = await get(traces.queryUrl + path, { "accept-encoding": "gzip" });
    expect([path, answer.headers["content-encoding"]]).toEqual([path, undefined]);
    JSON.parse(await text(answer));
  }
});

test("events are not held back to be compressed", async () => {
  await using traces = await filledStore();
  const answer = await get(`${traces.queryUrl}/api/view/follow`, { "accept-encoding": "gzip" });
  expect(answer.headers["content-encoding"]).toBeUndefined();
  answer.destroy();
});
