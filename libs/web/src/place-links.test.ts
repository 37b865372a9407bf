import { expect, test } from "vitest";
import { placeLinks } from "./place-links.ts";

const NOWHERE = { shop: "", traces: "", course: "", faults: "", load: "", metrics: "" };

test("only places that are known are linked, in one order, as the visitor can follow them", () => {
  const places = {
    ...NOWHERE,
    course: "/course",
    metrics: "/grafana",
    shop: "http://127.0.0.1:8080",
    traces: "https://traces.example",
  };
  expect(placeLinks(places, "pi.local:8082")).toEqual([
    { name: "Shop", url: "http://pi.local:8080" },
    { name: "Traces", url: "https://traces.example" },
    { name: "Course", url: "/course" },
    { name: "Metrics", url: "/grafana" },
  ]);
  expect(placeLinks(NOWHERE, "pi.local")).toEqual([]);
});
