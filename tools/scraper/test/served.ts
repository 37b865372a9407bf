import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Answer, serverAt } from "./compare.ts";

/** A /metrics endpoint whose status and text a test changes. */
export interface Exposed extends AsyncDisposable {
  readonly url: string;
  text: string;
  status: number;
}

export async function expose(text: string): Promise<Exposed> {
  const server = createServer((_, response) => {
    response.writeHead(exposed.status, { "content-type": "text/plain; version=0.0.4" }).end(exposed.text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const exposed: Exposed = {
    url: `http://127.0.0.1:${port}/metrics`,
    text,
    status: 200,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return exposed;
}

/** The present values of a query by their labels, such as {job="shop"}. */
export async function valuesOf(url: string, query: string): Promise<Readonly<Record<string, number>>> {
  const { data, error } = await serverAt(url)("/api/v1/query", { query });
  if (!data) throw new Error(error);
  return Object.fromEntries(data.result.flatMap(labelledValue));
}

function labelledValue(one: NonNullable<Answer["data"]>["result"][number]): [string, number][] {
  if (typeof one !== "object" || !("metric" in one) || !one.value) return [];
  const { __name__ = "", instance: _, ...labels } = one.metric;
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [[`${__name__}{${pairs.toSorted().join(",")}}`, Number(one.value[1])]];
}
