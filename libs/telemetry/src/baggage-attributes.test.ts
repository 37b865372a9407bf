import { propagation, ROOT_CONTEXT } from "@opentelemetry/api";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { BaggageAttributes } from "./baggage-attributes.ts";

function attributesWith(entries: Readonly<Record<string, string>>) {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    spanProcessors: [new BaggageAttributes(), new SimpleSpanProcessor({ exporter })],
  });
  const members = Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, { value }]));
  const context = propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage(members));
  provider.getTracer("t").startSpan("s", {}, context).end();
  return exporter.getFinishedSpans()[0]?.attributes;
}

test("a learner's name is an attribute of every span, nothing else of the baggage is", () => {
  expect(attributesWith({ "shop.learner": "Ada", "session.id": "secret" })).toEqual({ "shop.learner": "Ada" });
  expect(attributesWith({ "shop.learner": "x".repeat(1000) })).toEqual({ "shop.learner": "x".repeat(40) });
  expect(attributesWith({ "shop.learner": "" })).toEqual({});
});
