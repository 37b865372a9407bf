// A relay in front of the shop: it admits a request, sends it on, and passes the answer back. It has no telemetry of
// its own, like many proxies. Since it is there, each trace begins anew behind it.
import { createServer, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

const shop = new URL(process.env.SHOP_URL);

/** The headers that are passed on. All others stay here. */
const PASSED_ON = ["accept", "content-length", "content-type", "cookie", "user-agent", "baggage"];

/** The context of the request at hand. */
let traceparent = "";

const server = createServer(async (incoming, answer) => {
  traceparent = incoming.headers.traceparent;
  await admit();
  const headers = {};
  for (const name of PASSED_ON) {
    const value = incoming.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  headers.traceparent = traceparent;
  const onward = request(new URL(incoming.url, shop), { method: incoming.method, headers }, (response) => {
    answer.writeHead(response.statusCode, response.headers);
    response.pipe(answer);
  });
  onward.on("error", () => answer.writeHead(502).end());
  incoming.pipe(onward);
});

server.listen(Number(process.env.PORT), "127.0.0.1");

/** Asks whether there is room for one more request. Others are handled meanwhile. */
async function admit() {
  await pause(50);
}
