import { describe, expect, test } from "vitest";
import { settingsFor } from "../../test/stub-shop.ts";
import { Recorder } from "../figures/recorder.ts";
import { reportOf } from "../figures/report.ts";
import { routeOf } from "../visitor/routes.ts";
import { checkActions, judgeThresholds, parseThreshold } from "./thresholds.ts";

/** 98 good requests of 10 ms, one of 400 ms, and one that failed. */
function report() {
  const recorder = new Recorder();
  const one = { route: "GET /", status: 200, failed: false, durationMs: 10, traceId: "" };
  for (let i = 0; i < 98; i += 1) recorder.recordRequest(one);
  recorder.recordRequest({ ...one, route: "GET /cart", durationMs: 400 });
  recorder.recordRequest({ ...one, status: 500, failed: true });
  recorder.recordAction("index", 10, false);
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
    ["p99{route=GET /nowhere}<5", false, "no request of GET /nowhere to judge: choose from GET /, GET /cart"],
    ["p99{route=GET /product/{id}<5", false, "no request of GET /product/{id to judge: choose from GET /, GET /cart"],
    ["p99{route=GET /toString}<5", false, "no request of GET /toString to judge"],
    ["p50{action=toString}<5", false, "no request of toString to judge: choose from index"],
    ["p99{route=all}<500", true, "p99 is 10ms"],
    ["p99 { route = get   /cart } <= 0.5 s", true, "p99 of GET /cart is 400ms"],
    [`p99{route="GET /cart"}<500`, true, "p99 of GET /cart is 400ms"],
  ])("%s", (text, passed, sentence) => {
    const [verdict] = judgeThresholds([parseThreshold(text)], report());
    expect(verdict?.sentence).toContain(sentence);
    expect(verdict?.passed).toBe(passed);
  });

  test.each([
    ["p95", "give a threshold such as"],
    ["p42<300", '"p42" is not measured: choose from p50'],
    ["p95<1%", '"%" does not go with p95'],
    ["errors<5ms", '"ms" does not go with errors'],
    ["p95{page=/}<3", "give a threshold such as"],
    ["p95{route=}<3", "give a threshold such as"],
    ["p95{route= }<3", 'a route is a method and a path, such as GET /product/{id}, not ""'],
    ["p95{route=/cart}<3", 'not "/cart"'],
    ["dropped{route=GET /}<3", "dropped is of the whole run, not of one route"],
  ])("%j is refused", (text, problem) => expect(() => parseThreshold(text)).toThrow(problem));
});

/** Names that shops and added scenarios may have. */
const PATHS = [
  "/",
  "/product/OLJCESPC7Z",
  "/product-meta/x",
  "/static/img/a.css",
  "/{a}/{b}",
  "/a}<5",
  "/a}<500ms",
  "/a:b",
  "/a=b",
  "/a<b>c",
  "/a,b",
  `/it's "quoted"`,
  "/%7Bid%7D",
  "/käse",
  "/toString",
  "/{",
  "/}",
];

test("every route that a report can name can be given a limit, with every metric, quoted or not", () => {
  const recorder = new Recorder();
  const routes = PATHS.flatMap((path) => ["GET", "POST"].map((method) => routeOf(method, path)));
  routes.forEach((route, i) =>
    recorder.recordRequest({ route, status: 200, failed: false, durationMs: 10 * (i + 1), traceId: "" }),
  );
  const figures = reportOf(settingsFor("http://127.0.0.1:1"), recorder, "");
  expect(Object.keys(figures.routes)).toContain("GET /product/{id}");
  for (const name of Object.keys(figures.routes)) {
    for (const metric of ["p50", "p90", "p95", "p99", "p99.9", "max", "errors", "requests", "rate"]) {
      for (const written of [name, `"${name}"`]) {
        const [verdict] = judgeThresholds([parseThreshold(`${metric}{route=${written}}>=0`)], figures);
        expect(verdict).toMatchObject({ passed: true, sentence: expect.stringContaining(` of ${name} `) });
      }
    }
  }
});

test("an action that no scenario can make is refused before the run", () => {
  const check = (text: string) => checkActions([parseThreshold(text)], ["start", "index", "my {own}"]);
  expect(() => check("p95{action=chekout}<300")).toThrow(
    '--threshold "p95{action=chekout}<300": there is no action "chekout": choose from start, index, my {own}.',
  );
  check("p95{action=my {own}}<300");
  check("p95{route=GET /chekout}<300");
});
