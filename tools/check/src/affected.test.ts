import { expect, test } from "vitest";
import { describeAffected } from "./affected.ts";

test.each([
  ["", "no project"],
  ["tests\n", "1 project: tests\nnone of them is part of what a page costs"],
  [
    "frontend\ntests\n",
    "2 projects: frontend, tests\na page may cost something else now (frontend): npm run bench -- --compare <figures of before>",
  ],
  [
    "@hipstershop/rpc\n",
    "1 project: @hipstershop/rpc\na page may cost something else now (@hipstershop/rpc): npm run bench -- --compare <figures of before>",
  ],
  ["loadgenerator\n@hipstershop/check\n", expect.stringContaining("none of them")],
])("%j is told as %j", (lines, text) => expect(describeAffected(lines)).toEqual(text));
