import { expect, test } from "vitest";
import { Env } from "./env.ts";
import { readPlaces } from "./places.ts";

test("places are URLs or paths, and one's own is not asked for", () => {
  const env = new Env({ SHOP_URL: "http://shop", TRACES_URL: "http://traces:1/", FAULTS_URL: "/faults", LOAD_URL: "" });
  expect(readPlaces(env, "shop")).toEqual({
    shop: "",
    traces: "http://traces:1",
    course: "",
    faults: "/faults",
    load: "",
    metrics: "",
  });
  expect(env.asked.map(({ name }) => name)).toEqual([
    "TRACES_URL",
    "COURSE_URL",
    "FAULTS_URL",
    "LOAD_URL",
    "METRICS_URL",
  ]);
  expect(env.problems).toEqual([]);
});

test.each(["javascript:alert(1)", "http://user:secret@traces", "traces:16686"])("%j is no place", (value) => {
  const env = new Env({ TRACES_URL: value });
  expect(readPlaces(env, "shop").traces).toBe("");
  expect(env.problems).toHaveLength(1);
});
