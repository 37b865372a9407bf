import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { expect, test } from "vitest";

const program = join(import.meta.dirname, "../bin/chaos.mjs");
/** Each takes half a minute at most on a machine that does nothing else. */
const CHECK_MS_MAX = 5 * PATIENCE_MS;

// What does not depend on the clock; limits of time are for `npm run chaos`, on a quiet machine.
test.each(["R1", "R3", "R6", "R7", "R8", "R10", "R15"])(
  "the short part of %s passes",
  async (id) => {
    const args = [program, "--short", "--no-times", "--only", id, "--json", "-"];
    const ended = await promisify(execFile)(process.execPath, args).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
    );
    // With what was measured, and why there is none, when it failed.
    expect(ended).toMatchObject({ code: 0 });
    expect(JSON.parse(ended.stdout)).toMatchObject([{ id, passed: true, problems: [] }]);
  },
  CHECK_MS_MAX,
);
