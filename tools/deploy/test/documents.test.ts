import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { read, root } from "./support.ts";

const documents = execFileSync("git", ["ls-files", "*.md"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "")
  .map((file) => ({ file, text: read(file) }));

test("no document forwards every port of every Service", () => {
  // Without a value skaffold forwards all Services, and prints an error for each UDP port.
  const found = documents.flatMap(({ file, text }) =>
    [...text.matchAll(/--port-forward(?!=user)/g)].map(({ index }) => `${file}: ${text.slice(index - 20, index + 20)}`),
  );
  expect(found).toEqual([]);
});

test("what a document's command writes into this folder is not git's", () => {
  const written = documents.flatMap(({ text }) =>
    [...text.matchAll(/(?:--file-output[= ]|--html[= ]|--json[= ]| > )([\w-]+\.(?:json|html|yaml|tar\.gz))\b/g)].map(
      ([, file]) => file!,
    ),
  );
  expect(written).toEqual(
    expect.arrayContaining(["build.json", "report.html", "hipster-shop.yaml", "cartservice.tar.gz"]),
  );
  const kept = written.filter((file) => spawnSync("git", ["check-ignore", "-q", file], { cwd: root }).status !== 0);
  expect(kept).toEqual([]);
});

test("smoke:cluster and its page tell of the same time", () => {
  const help = execFileSync(process.execPath, [join(root, "tools/deploy/src/cluster/main.ts"), "--help"], {
    encoding: "utf8",
  });
  const [time = ""] = /In .* minute.*enforced\)/.exec(help) ?? [];
  expect(time).not.toBe("");
  const page = read("docs/kubernetes.md").replaceAll(/\s+/g, " ");
  expect(page).toContain(`${time}, one line each`);
});
