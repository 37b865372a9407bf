// A service that knows discounts: GET /discount?code=SPRING answers with a percentage. Each request has its server
// span. What takes the time, and why a code was refused, no trace tells; how many are refused, no metric.
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { exposition, meter } from "./metrics.mjs";
import { SpanStatusCode, startServerSpan, tracer } from "./tracing.mjs";

const DISCOUNTS = new Map([
  ["SPRING", 20],
  ["WELCOME", 5],
]);

const lookUps = meter.createCounter("app.discount.lookups", { description: "Look-ups of codes, by their result" });

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  if (pathname === "/metrics") return void response.end(exposition());
  void startServerSpan("GET /discount", request.headers, async (span) => {
    try {
      const percent = await discountOf(searchParams.get("code") ?? "");
      response.writeHead(percent === undefined ? 404 : 200).end(`${percent ?? "no such code"}`);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      response.writeHead(500).end("the discounts can't be read");
    } finally {
      span.end();
    }
  });
});

server.listen(Number(process.env.PORT), "127.0.0.1");

/** The percentage of a code; undefined for a code that nobody knows. */
async function discountOf(code) {
  return tracer.startActiveSpan("look up discount", async (span) => {
    try {
      const percent = await lookUp(code);
      if (percent === undefined) span.addEvent("discount.refused");
      else span.setAttribute("app.discount.percent", percent);
      return percent;
    } catch (error) {
      span.recordException(error).setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      throw error;
    } finally {
      lookUps.add(1);
      span.end();
    }
  });
}

/** Reads the table of discounts. The code BROKEN stands for a table that can't be read. */
async function lookUp(code) {
  await pause(60);
  if (code === "BROKEN") throw new Error("the table of discounts can't be read");
  return DISCOUNTS.get(code);
}
