import { HtmlValidate } from "html-validate";
import { describe, expect, test } from "vitest";
import { judgedAlone, sampleReport } from "./testing-report.ts";
import { renderReport } from "./render-report.ts";
import type { ReportData } from "./report-data.ts";

const EVIL = `<b title='x' id="y">&</b></style><script>`;
const sample = sampleReport();

/** Every text of some data replaced by one that would be markup; numbers and words of the vocabulary stay. */
const evil = {
  ...sample,
  title: EVIL,
  outcome: { label: "failed", sentence: EVIL },
  settings: [{ label: EVIL, value: EVIL }],
  stages: [{ name: EVIL, status: "cancelled", note: EVIL }],
  ...judgedAlone(EVIL),
  units: { [EVIL]: EVIL },
  trust: { sentence: EVIL, rows: [{ config: EVIL, situation: EVIL, runs: 0, failed: 0 }] },
  traces: [
    {
      metric: EVIL,
      why: EVIL,
      canary: [
        {
          traceId: EVIL,
          url: "javascript:alert(1)",
          durationMs: 1,
          error: EVIL,
          spans: [{ service: EVIL, name: EVIL, startMs: 0, durationMs: 1, isError: true, version: EVIL, depth: 9 }],
        },
      ],
      baseline: [],
      compareUrl: "javascript:alert(2)",
      search: [{ label: EVIL, url: `http://shop.example/?${EVIL}` }],
    },
  ],
} as const satisfies ReportData;

const pages: Readonly<Record<string, ReportData>> = {
  "all its parts": sample,
  "texts that are markup": evil,
  "nothing judged": {
    title: "x",
    outcome: { label: "cancelled", sentence: "It was cancelled." },
    startedAt: 0,
    endedAt: 0,
    config: sample.config,
    thresholds: sample.thresholds,
    judgements: [],
  },
  "values that are no numbers": { ...sample, ...judgedAlone("odd", [Number.NaN, Infinity, 1], [-Infinity, 2]) },
  "one value each": { ...sample, ...judgedAlone("few", [1], [2]) },
  "very small values": { ...sample, ...judgedAlone("small", [1e-9, 2e-9, 3e-9], [-1e-9, -2e-9, 5e-8]) },
};

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended"],
  // These depend on how our formatter writes templates, and do not affect validity; how long a title is depends on the data.
  rules: { "void-style": "off", "no-trailing-whitespace": "off", "long-title": "off" },
});

describe.each(Object.entries(pages))("the report with %s", (_, data) => {
  const page = renderReport(data);

  test("is valid HTML", async () => {
    const { results } = await validator.validateString(page);
    expect(results.flatMap(({ messages }) => messages.map(({ line, message }) => `${line}: ${message}`))).toEqual([]);
  });

  test("needs nothing but itself, and has no script", () => {
    expect(page).not.toMatch(/<script|<link|<img|\ssrc=|\son\w+=|@import|url\(|javascript:/);
  });

  test("escapes whatever it shows, and draws no place that is none", () => {
    expect(page).not.toContain("<b title");
    expect(page).not.toMatch(/="[^"]*(NaN|Infinity|undefined)[^"]*"/);
    expect(page).not.toContain("[object");
  });
});

test("the report tells outcome, score, stages, metrics and traces, the worst first", () => {
  const page = renderReport(sample);
  expect(page).toContain("It was stopped after the third judgement.");
  expect(page).toContain("Score 0 of 100: Fail. Marginal from 75, pass from 95.");
  const names = [...page.matchAll(/<h3 id="metric-\d+-name">(.*?)<\/h3>/g)].map(([, name]) => name);
  expect(names).toEqual([
    "error ratio",
    "queue length",
    "latency p99",
    "requests",
    "memory",
    "restarts",
    "cache misses",
  ]);
  expect(page.indexOf("8f2d1b7c")).toBeLessThan(page.indexOf("77aa1b7c"));
  expect(page).toContain("sum(rate(requests_total{http_code=&quot;500&quot;}{version=&quot;canary&quot;}[15s]))");
});

test("weights that do not sum to 100 are told, unless the judgement is strict", () => {
  const weights = (groupWeights: Record<string, number>, strict: boolean) => {
    const data = judgedAlone("x", [1, 2, 3], [1, 2, 4]);
    const judge = { name: undefined, judgeConfigurations: { strict } };
    return renderReport({
      ...sample,
      ...data,
      config: {
        ...data.config,
        judge,
        classifier: { ...data.config.classifier, groupWeights, scoreThresholds: undefined },
      },
    });
  };
  expect(weights({ g: 50 }, false)).toContain("The weights sum to 50, not to 100");
  expect(weights({ g: 100 }, false)).not.toContain("The weights sum to");
  expect(weights({ g: 50 }, true)).not.toContain("The weights sum to");
});
