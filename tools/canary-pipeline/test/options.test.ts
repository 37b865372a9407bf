import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { chooseConfig, ConfigError } from "../src/config.ts";
import { createCommand, parseOptions } from "../src/options.ts";
import { FAST, REAL_TIME } from "../src/pace.ts";

const folder = mkdtempSync(join(tmpdir(), "canary-options-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const command = () =>
  createCommand(join(folder, "report.html"), folder)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, outputError: () => undefined });
const parsed = (...args: string[]) => parseOptions(command(), args);

describe("options", () => {
  test("without any, the canary is as good as production", () => {
    const { successRate, prodRate, config, fast, service } = parsed();
    expect({ successRate, prodRate, config, fast, service }).toEqual({
      successRate: 70,
      prodRate: 70,
      config: "sound",
      fast: false,
      service: undefined,
    });
    expect(parsed("--seed", "7").seed).toBe(7);
  });

  test.each([
    [["--success-rate", "101"], "a whole number from 0 to 100"],
    [["--success-rate", "6e1"], "a whole number from 0 to 100"],
    [["--success-rate", "-5"], "a whole number from 0 to 100"],
    [["--success-rate", ""], "a whole number from 0 to 100"],
    [["--rate", "0"], "above 0, up to 500"],
    [["--rate", "1e9"], "above 0, up to 500"],
    [["--seed", "x"], "a whole number from 0"],
    [["--service", "checkoutservice", "--fault", "paymentFailure:never"], "never"],
    [["--service", "checkoutservice", "--fault", "nonsense"], "nonsense"],
    [["--fault", "shippingSlow:800ms"], "--fault needs --service"],
    [["--service", "shippingservice", "--fault", "shippingSlow:800ms", "--success-rate", "60"], "give one of them"],
    [["--service", "adservice", "--fault", "shippingSlow:800ms"], "does not act in adservice"],
    [["--service", "adservice", "--prod-rate", "50"], "--prod-rate is for the sample app"],
    [["--html", "-", "--json", "-"], "can't both be written"],
    [["--json", "/nowhere/at/all.json"], "there is no folder"],
    [["--html", ""], "a file that can be written"],
    [["60"], "too many arguments"],
    [["--sucess-rate", "60"], "unknown option"],
  ])("%j are refused with a sentence", (args, sentence) => expect(() => parsed(...args)).toThrow(sentence));
});

describe("the configuration", () => {
  test("has more than 50 values of requests of their own in three minutes, in real time and fast", () => {
    for (const pace of [REAL_TIME, FAST]) {
      const { step, window, scrapeMs } = chooseConfig("sound", undefined, pace);
      expect((3 * pace.minuteMs) / 1000 / step).toBeGreaterThanOrEqual(50);
      expect(window).toBeCloseTo(step + scrapeMs / 1000, 9);
    }
  });

  test("of the seed is the post's: a value a minute", () => {
    expect(chooseConfig("seed", undefined, REAL_TIME)).toMatchObject({
      step: 60,
      thresholds: { pass: 95, marginal: 75 },
    });
  });

  test.each([
    ["nothing", undefined, "no such file"],
    ["no JSON", "{", "it is no JSON"],
    ["no metric", JSON.stringify({ name: "a", metrics: [], classifier: {} }), "it needs a metric"],
    [
      "a metric without a name",
      JSON.stringify({ name: "a", metrics: [{ groups: [] }], classifier: {} }),
      "every metric needs a name",
    ],
    ["a list", "[]", "expected object"],
  ])("that is %s is refused with the file's name", (what, content, sentence) => {
    const file = join(folder, `${what}.json`);
    if (content !== undefined) writeFileSync(file, content);
    const choose = () => chooseConfig(file, undefined, FAST);
    expect(choose).toThrow(ConfigError);
    expect(choose).toThrow(sentence);
    expect(choose).toThrow(file);
  });

  test("of the seed is for the sample app only", () => {
    expect(() => chooseConfig("seed", "checkoutservice", FAST)).toThrow("--service needs sound, or a file");
  });
});
