import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Check } from "../check.ts";

const root = join(import.meta.dirname, "../../../..");
const VITEST = join(root, "node_modules/vitest/vitest.mjs");
/** What the configuration sets. */
const RUNS = 100_000;

/** R13: sums, products, conversions, quotes and decimals agree with whole numbers of any size. */
export const money: Check = {
  id: "R13",
  title: "properties of money, with 100,000 inputs each",
  inShortPart: true,
  async run({ signal, progress }) {
    if (!existsSync(VITEST)) return { figures: [], problems: [], skipped: "vitest is not installed" };
    progress("running the tests of money");
    const folder = mkdtempSync(join(tmpdir(), "shop-chaos-money-"));
    using _ = { [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
    const file = join(folder, "report.json");
    const args = [VITEST, "run", "--config", "vitest.properties.config.ts", "--reporter=json", `--outputFile=${file}`];
    const isGood = await promisify(execFile)(process.execPath, args, { cwd: root, signal }).then(
      () => true,
      () => false,
    );
    signal.throwIfAborted();
    const report = existsSync(file) ? readFileSync(file, "utf8") : "";
    const count = (name: string) => Number(new RegExp(`"${name}":(\\d+)`).exec(report)?.[1] ?? Number.NaN);
    const failed = [...report.matchAll(/"fullName":"([^"]*)","status":"failed"/g)].map(([, name]) => `${name} failed`);
    return {
      figures: [
        { name: "inputs of each property", value: RUNS, unit: "" },
        { name: "tests that passed", value: count("numPassedTests"), unit: "", atLeast: 1 },
        { name: "tests that failed", value: count("numFailedTests"), unit: "", atMost: 0 },
      ],
      problems: isGood || failed.length > 0 ? failed : ["vitest failed"],
    };
  },
};
