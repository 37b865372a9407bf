import { expect, test } from "vitest";
import { seriesLabels, targetLabels } from "./target.ts";

test("the instance is the URL's host and port, unless the target says otherwise", () => {
  expect(targetLabels({ url: "http://[::1]:9464/metrics", labels: { job: "a" } }).toJSON()).toEqual({
    instance: "[::1]:9464",
    job: "a",
  });
  expect(targetLabels({ url: "http://a/", labels: { instance: "b" } }).toJSON()).toEqual({ instance: "b" });
});

test("scraped labels give way to the target's, each to a name that is free", () => {
  const target = targetLabels({ url: "http://a:1/", labels: { job: "shop", empty: "" } });
  const scraped = [
    ["__name__", "m"],
    ["job", "x"],
    ["exported_job", "y"],
    ["empty", "kept"],
    ["none", ""],
  ] as const;
  expect(seriesLabels(scraped, target).toJSON()).toEqual({
    __name__: "m",
    job: "shop",
    instance: "a:1",
    exported_job: "y",
    exported_exported_job: "x",
    empty: "kept",
  });
});
