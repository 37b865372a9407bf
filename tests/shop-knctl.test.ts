import { afterAll, beforeAll, expect, test } from "vitest";
import { blocksOf } from "./support/markdown.ts";
import { removeFolders, shop, stateFolder } from "./support/shop-command.ts";
import { read } from "./support/workspace.ts";

/** A command of the document and what it prints there. */
interface Step {
  readonly args: readonly string[];
  readonly printed: string;
}

const session = blocksOf(read("docs/knctl.md")).find(({ lines }) => lines[0]?.startsWith("$ knctl"));
const steps: readonly Step[] = (session?.lines ?? [])
  .join("\n")
  .split(/^\$ knctl /m)
  .slice(1)
  .map((text) => {
    const [command = "", ...printed] = text.replaceAll(/ \\\n */g, " ").split("\n");
    return { args: command.split(" "), printed: printed.join("\n") };
  });

/** Without what is never the same twice: times, ages, instances, whether a revision has gone to zero, how wide columns are. */
function comparable(text: string): string[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  // A line of the log comes when it comes.
  const [log, others] = [lines.filter((line) => line.includes(" > ")), lines.filter((line) => !line.includes(" > "))];
  return [...others, ...log].map((line) =>
    line
      .replace(/-deployment-[0-9a-f]{10}-[0-9a-f]{5}/, "-deployment-…")
      .replace(/\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d/, "<time>")
      .replace(/127\.0\.0\.1(:| +)\d+/, "127.0.0.1$1<port>")
      .replace(/[1-4] OK \/ 4/, "<n> OK / 4")
      .replace(/ \d+[smhd]\b/, " <age>")
      .replaceAll(/ {2,}/g, "  ")
      .trim(),
  );
}

let folder: string;
beforeAll(async () => {
  folder = stateFolder();
  await shop(folder, "revision", "up", "--port", "0");
});
afterAll(async () => {
  await shop(folder, "revision", "down");
  removeFolders();
});

test("the session of the post can be replayed line by line", { timeout: 180_000 }, async () => {
  expect(steps.map(({ args }) => args[0])).toContain("rollout");
  for (const { args, printed } of steps) {
    const { code, stdout, stderr } = await shop(folder, "knctl", ...args);
    expect({ code, stderr, printed: comparable(stdout) }, args.join(" ")).toEqual({
      code: 0,
      stderr: "",
      printed: comparable(printed),
    });
  }
});

test("an image that is not the hello app is refused, and what would run it is named", async () => {
  const { code, stderr } = await shop(folder, "knctl", "deploy", "-s", "hello", "-i", "docker.io/a/b");
  expect(code).toBe(1);
  expect(stderr).toContain("`revision deploy --command`");
});
