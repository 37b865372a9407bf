import { describe, expect, test } from "vitest";
import { settingsFor } from "../test/stub-shop.ts";
import { Recorder } from "./recorder.ts";
import { reportOf } from "./report/report.ts";
import { judge, parseThreshold } from "./thresholds.ts";

/** 98 good requests of 10 ms, one of 400 ms, and one that failed. */
function report() {
  const recorder = new Recorder();
  const one = { route: "GET /", status: 200, failed: false, durationMs: 10, traceId: "" };
  for (let i = 0; i < 98; i += 1) recorder.request(one);
  recorder.request({ ...one, route: "GET /cart", durationMs: 400 });
  recorder.request({ ...one, status: 500, failed: true });
  recorder.action("index", 10, false);
  return reportOf(settingsFor("http://127.0.0.1:1"), recorder, "");
}

describe("a threshold", () => {
  test.each([
    ["p95<300", true, "p95 is 10ms"],
    ["p95<10", false, "p95<10 is crossed: p95 is 10ms"],
    ["max<0.1s", false, "max is 400ms, 300ms too much"],
    ["errors<1%", false, "errors are 1%, just too much"],
    ["errors<=1%", true, "errors are 1%"],
    ["errors<2", true, "errors are 1"],
    ["requests>=100", true, "requests are 100"],
    ["requests>150", false, "requests are 100, 50 too little"],
    ["p99{route=GET /cart}<500", true, "p99 of GET /cart is 400ms"],
    ["p99{route=GET /}<5", false, "p99 of GET / is 10ms, 5ms too much"],
    ["p50{action=index}<50ms", true, "p50 of index is 10ms"],
    ["dropped<1", true, "dropped is 0"],
    ["p99{route=GET /nowhere}<5", false, "there was no request of GET /nowhere to judge"],
  ])("%s", (text, passed, sentence) => {
    const [verdict] = judge([parseThreshold(text)], report());
    expect(verdict?.sentence).toContain(sentence);
    expect(verdict?.passed).toBe(passed);
  });

  test.each([
    ["p95", "give a threshold such as"],
    ["p42<300", '"p42" is not measured: choose from p50'],
    ["p95<1%", '"%" does not go with p95'],
    ["errors<5ms", '"ms" does not go with errors'],
    ["p95{page=/}<3", "give a threshold such as"],
  ])("%j is refused", (text, problem) => expect(() => parseThreshold(text)).toThrow(problem));
});
