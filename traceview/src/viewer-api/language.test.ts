import { describe, expect, test } from "vitest";
import { span, tag } from "../../test/spans.ts";
import { SpanStore } from "../store/span-store.ts";
import { Params } from "../query/params.ts";
import { parseQuery, QueryProblem } from "./language.ts";
import { searchAnswer } from "./search.ts";

/** Four traces, 1 to 4, the newest last. */
function filled(): SpanStore {
  const store = new SpanStore();
  const START = 1_700_000_000_000_000;
  store.add([
    span({ traceId: "1", spanId: "1", service: "frontend", operation: "GET /", startUs: START, durationUs: 90_000 }),
    span({
      traceId: "1",
      spanId: "2",
      operation: "Get Cart",
      kind: "server",
      startUs: START,
      durationUs: 2000,
      tags: [tag("http.status_code", 200), tag("user", "anna")],
    }),
    span({
      traceId: "2",
      operation: "Charge",
      error: true,
      startUs: START + 1000,
      durationUs: 60_000,
      tags: [tag("error", true), tag("http.status_code", 503)],
      logs: [{ timestampUs: START, fields: [tag("event", "Card (expired)")] }],
    }),
    span({
      traceId: "3",
      startUs: START + 2000,
      process: { service: "adservice", tags: [tag("service.version", "v2.1")] },
    }),
    span({ traceId: "4", service: "frontend", operation: 'say "hi"', startUs: START + 3000, durationUs: 10 }),
  ]);
  store.pin("3".padStart(32, "0"));
  return store;
}

function find(q: string, more: Record<string, string> = {}): string {
  const answer = searchAnswer(filled(), new Params({ q, ...more }));
  if (answer.problem) return `${answer.problem.position}: ${answer.problem.message}`;
  return answer.traces.map((trace) => trace.traceID.at(-1)).join("");
}

describe("the language of q", () => {
  test.for([
    ["", "4321"],
    ["  ", "4321"],
    ["service=frontend", "41"],
    ["service=front*", "41"],
    ["service!=frontend", "321"],
    ["service~FRONT", "41"],
    ['operation="Get Cart"', "1"],
    ['operation="say \\"hi\\""', "4"],
    ["operation~get", "31"],
    ["error", "2"],
    ["error=false", "431"],
    ["-error", "431"],
    ["NOT error", "431"],
    ["NOT NOT error", "2"],
    ["pinned", "3"],
    ["-pinned", "421"],
    ["http.status_code=503", "2"],
    ["http.status_code!=503", "1"],
    ["http.status_code>=200 http.status_code<500", "1"],
    ["http.status_code>200", "2"],
    ["http.status_code=*", "21"],
    ["service.version=v2*", "3"],
    ['event="Card (expired)"', "2"],
    ["EXPIRED", "2"],
    ["anna", "1"],
    ['"error"', "2"],
    ["kind=server", "1"],
    ["duration>50ms", "21"],
    ["duration<=10us", "4"],
    ["duration=60ms", "2"],
    ["trace.duration<50ms", "43"],
    ["service=cartservice duration>50ms", "2"],
    ["service=frontend OR service=adservice", "431"],
    ["service=frontend anna", ""],
    ["service=frontend AND NOT anna", "4"],
    ["(service=frontend OR error) -anna", "42"],
    ["service=frontend -(anna OR operation~say)", ""],
    ["error OR -service=cartservice", "432"],
    ["service=frontend NOT NOT anna", "1"],
    ["(service=frontend OR error) NOT NOT (kind=server user=anna)", "1"],
    ["zebra OR zoo AND anna OR anna", "1"],
    ["ORDER OR anna", "1"],
    ["-(error)", "431"],
  ] as const)("%s finds %s", ([q, found]) => {
    expect(find(q)).toBe(found);
  });

  test.for([
    ["service=", "8: a value is missing here"],
    ["=x", "0: a name is missing before ="],
    ["(error", "0: this ( has no )"],
    ["error)", "5: a ) without its ("],
    ["()", "1: a condition is missing before )"],
    ["error OR", "8: a condition is missing at the end"],
    ["OR error", "0: a condition is missing before OR"],
    ["a OR AND b", "5: a condition is missing before AND"],
    ["NOT", "3: a condition is missing at the end"],
    ["-", "1: a condition is missing at the end"],
    ['x="y', '2: this " is not closed'],
    ["a!b", "1: ! alone means nothing: != or !~"],
    ["anna duration>blue", '5: "blue" is not a duration such as 50ms or 1.2s'],
    ["duration~5ms", "0: duration takes =, !=, >, >=, < or <=, not ~"],
    ["size>big", '0: > compares numbers, and "big" is none'],
  ] as const)("%s is a problem at its place: %s", ([q, problem]) => {
    expect(find(q)).toBe(problem);
  });

  test("mine are traces of the asking browser's session, not those that have its value elsewhere", () => {
    const store = filled();
    store.add([span({ traceId: "5", startUs: 1_700_000_000_005_000, tags: [tag("session.id", "anna")] })]);
    store.add([span({ traceId: "6", startUs: 1_700_000_000_006_000, tags: [tag("shop.learner", "ada")] })]);
    const mine = (q: string, session = "", learner = "") => {
      const { traces, problem } = searchAnswer(store, new Params({ q }, { session, learner }));
      return problem?.message ?? traces.map((trace) => trace.traceID.at(-1)).join("");
    };
    expect(mine("mine", "anna")).toBe("5");
    expect(mine("anna", "anna")).toBe("51");
    expect(mine("-mine", "anna")).toBe("64321");
    expect(mine("mine", "", "ada")).toBe("6");
    expect(mine("mine", "anna", "ada")).toBe("65");
    expect(mine("mine", "ada", "anna")).toBe("");
    expect(mine("mine")).toContain("there was none");
  });

  test("neither depth nor length nor odd characters bring it down", () => {
    expect(() => parseQuery("(".repeat(1999))).toThrow(QueryProblem);
    expect(() => parseQuery("-".repeat(1999))).toThrow("nested deeper than 50");
    expect(() => parseQuery("x".repeat(2001))).toThrow("2000 characters");
    expect(find(`${"(".repeat(49)}error${")".repeat(49)}`)).toBe("2");
    expect(find(String.raw`[a-z]+ OR "(.*" OR \ OR a~^$`)).toBe("");
  });
});

describe("the other parameters", () => {
  test.for([
    [{ service: "frontend" }, "41"],
    [{ operation: "Charge" }, "2"],
    [{ error: "true" }, "2"],
    [{ error: "false" }, "431"],
    [{ minDuration: "50000" }, "21"],
    [{ minDuration: "50ms", maxDuration: "70ms" }, "2"],
    [{ start: "1700000000001000", end: "1700000000002000" }, "32"],
    [{ limit: "1" }, "4"],
    [{ limit: "0" }, ""],
  ] as const)("%o finds %s", ([more, found]) => {
    expect(find("", { ...more })).toBe(found);
  });

  test("hold on the same span as q", () => {
    expect(find("duration>50ms", { service: "cartservice" })).toBe("2");
    expect(find("anna", { service: "frontend" })).toBe("");
  });

  test("say how many fit beyond the limit", () => {
    expect(searchAnswer(filled(), new Params({ limit: "2" }))).toMatchObject({ total: 4, traces: [{}, {}] });
  });
});
