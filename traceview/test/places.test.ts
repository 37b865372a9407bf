import { expect, test } from "vitest";
import { startTestStore } from "./start.ts";

const NOWHERE = { shop: "", load: "", course: "", faults: "", metrics: "" };
const SHOP = { ...NOWHERE, shop: "http://127.0.0.1:8080", course: "/course", faults: "/faults" };

async function placesAt(url: string): Promise<unknown> {
  const state: unknown = await (await fetch(`${url}/api/view/store`)).json();
  return typeof state === "object" && state !== null && "places" in state ? state.places : undefined;
}

test("a store alone knows no places, and can be told of them while it serves", async () => {
  await using traces = await startTestStore();
  expect(await placesAt(traces.queryUrl)).toEqual(NOWHERE);
  traces.linkTo(SHOP);
  expect(await placesAt(traces.queryUrl)).toEqual(SHOP);
});

test("places that are known before the start are there from the first page on", async () => {
  await using traces = await startTestStore({ places: SHOP });
  expect(await placesAt(traces.queryUrl)).toEqual(SHOP);
});
