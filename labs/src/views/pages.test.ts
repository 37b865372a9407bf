import { faults } from "@hipstershop/faults/catalogue";
import type { FaultState } from "@hipstershop/faults/switches";
import { HtmlValidate } from "html-validate";
import { describe, expect, test } from "vitest";
import type { Evidence } from "../faults/evidence.ts";
import { type FaultsModel, faultsPage } from "./faults-page.ts";
import { problemPage } from "./problem-page.ts";
import { triedPage } from "./tried-page.ts";

const frame = {
  title: "Faults",
  shopUrl: "http://shop.example",
  places: [{ name: "Shop", url: "http://shop.example" }],
};
const EVIL = `<b title='x' id="y">&</b>`;
const rule = '{"if":[{"==":[{"var":"currency"},"JPY"]},{"fractional":[["declined",10],["off",90]]},"off"]}';

const states = (changes: Readonly<Record<string, Partial<FaultState>>> = {}): readonly FaultState[] =>
  faults.map((fault) => {
    const off = { effective: "off", reason: "STATIC", defaultVariant: "off", targeting: "", problem: "" };
    return { fault, ...off, ...changes[fault.name] };
  });
const model = (changes: Partial<FaultsModel> = {}): FaultsModel => ({
  context: {},
  learner: "",
  states: states(),
  trouble: "",
  fixed: "",
  done: "",
  alert: undefined,
  ...changes,
});
const busy = states({
  paymentFailure: { effective: "declined", reason: "TARGETING_MATCH", targeting: rule },
  adFailure: { targeting: JSON.stringify({ if: [EVIL, "all"] }), reason: "DEFAULT" },
  priceCalls: { problem: EVIL, reason: "ERROR" },
  shippingSlow: { effective: "800ms", defaultVariant: "800ms" },
});

const tried = (evidence: Evidence, click: object = {}) => {
  const [fault] = faults;
  if (!fault) throw new Error("the catalogue is empty");
  return triedPage(frame, {
    fault,
    variant: fault.variants[1],
    click: { request: "GET /cart", status: 200, traceId: "a".repeat(32), isSampled: true, ...click },
    evidence,
    traceUrl: "http://traces.example/trace/a",
    back: "/faults?currency=JPY",
  });
};

const pages = {
  "all off": faultsPage(frame, model()),
  "some on": faultsPage(frame, model({ states: busy, context: { currency: EVIL, tenant: EVIL }, done: EVIL })),
  "flags that can't be changed": faultsPage(frame, model({ fixed: EVIL })),
  "no flag service": faultsPage(frame, model({ states: undefined, trouble: EVIL })),
  "a refused form": faultsPage(frame, model({ alert: { title: EVIL, message: EVIL } })),
  "a problem": problemPage(frame, 404, EVIL),
  "a fault that acted": tried({ kind: "acted", spans: [EVIL] }),
  "a fault that was ignored": tried({ kind: "ignored", reason: EVIL }),
  "a fault that did not act": tried({ kind: "untouched", spans: 1 }),
  "a trace that is missing": tried({ kind: "missing" }),
  "an unknown trace": tried({ kind: "unknown", why: EVIL }),
  "no trace": tried({ kind: "missing" }, { traceId: "" }),
  "no sampled trace": tried({ kind: "missing" }, { isSampled: false }),
};

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended"],
  // These depend on how our formatter writes templates, and do not affect validity.
  rules: { "void-style": "off", "no-trailing-whitespace": "off" },
});

describe.each(Object.entries(pages))("the page with %s", (_, page) => {
  test("is valid HTML", async () => {
    const { results } = await validator.validateString(page);
    expect(results.flatMap(({ messages }) => messages.map(({ line, message }) => `${line}: ${message}`))).toEqual([]);
  });

  test("escapes whatever it shows", () => expect(page).not.toContain("<b title"));

  test("has no script, and no style or handler of its own", () => {
    expect(page).not.toMatch(/<script|<style|\sstyle=|\son\w+=/);
  });
});

test("each fault has its place, with its effect and what it teaches", () => {
  for (const { name } of faults) expect(pages["all off"]).toContain(`id="${name}"`);
  expect(pages["all off"].match(/<dt>It teaches<\/dt>/g)).toHaveLength(faults.length);
});

test("what is on is told first, with its rule", () => {
  const [, banner = ""] = /banner-active"(.*?)<\/section>/s.exec(pages["some on"]) ?? [];
  expect(banner).toContain("3 faults are on");
  expect(banner).toContain("declined for 10 % of requests whose currency is “JPY”");
  expect(banner).toContain("Switch all off");
  expect(pages["all off"]).toContain("Nothing is broken");
});

test("a form shows how the fault is set", () => {
  const [, form = ""] = /action="\/faults\/paymentFailure\?[^"]*"(.*?)<\/form>/s.exec(pages["some on"]) ?? [];
  expect(form).toMatch(/value="declined"\s+checked/);
  expect(form).toMatch(/<details\s+open/);
  for (const value of ["10", "currency", "JPY"]) expect(form).toContain(`value="${value}"`);
});

test("flags that can't be changed have no switches, but can be tried", () => {
  expect(pages["flags that can't be changed"]).not.toContain("Not for everybody");
  expect(pages["flags that can't be changed"]).toContain('action="/faults/paymentFailure/try"');
});
