import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { processVariables } from "@hipstershop/runtime";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { plain, removeFolders, stateFolder } from "./support/shop-command.ts";
import { root } from "./support/workspace.ts";

const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill("SIGKILL")));
afterAll(removeFolders);

/** A clone in which nothing is installed, with a program in npm's place: it says so, waits for `go`, and installs. */
function freshClone(): string {
  const folder = stateFolder();
  for (const name of ["tools", "path"]) mkdirSync(join(folder, name));
  copyFileSync(join(root, "tools/bootstrap.mjs"), join(folder, "tools/bootstrap.mjs"));
  writeFileSync(join(folder, "package-lock.json"), "{}");
  writeFileSync(join(folder, "package.json"), '{"devDependencies":{"node":"24.1.2"}}');
  writeFileSync(
    join(folder, "path/npm"),
    `#!/bin/sh
if [ "$1" = view ]; then
  echo "$*" >> calls
  [ -e no-node ] && echo "npm error code E404" >&2 && exit 1
  echo 24.1.2
  exit 0
fi
echo added || exit 1
echo npm >> calls
case "$*" in
  *--ignore-scripts) mkdir -p node_modules && touch node_modules/.package-lock.json && exit 0 ;;
esac
[ -e no-node ] || [ -e no-network ] && exit 1
# Until it may go on, or its folder was removed by a test that failed.
until [ -e go ] || [ ! -e calls ]; do sleep 0.05; done
[ -e go ] || exit 1
mkdir -p node_modules/node/bin && ln -s ${process.execPath} node_modules/node/bin/node
touch node_modules/.package-lock.json
`,
  );
  chmodSync(join(folder, "path/npm"), 0o755);
  writeFileSync(
    join(folder, "entry.mjs"),
    `import { appendFileSync } from "node:fs"; appendFileSync("calls", "entry\\n");`,
  );
  const entry = JSON.stringify(join(folder, "entry.mjs"));
  writeFileSync(
    join(folder, "start.mjs"),
    `import { runUnderNode24 } from "./tools/bootstrap.mjs"; await runUnderNode24(${entry});`,
  );
  appendFileSync(join(folder, "calls"), "");
  return folder;
}

function start(folder: string, ...options: readonly string[]) {
  const env = { ...plain, PATH: `${join(folder, "path")}:${processVariables()["PATH"]}` };
  // A group of its own, npm included.
  const stdio = ["ignore", "pipe", "pipe"] as ["ignore", "pipe", "pipe"];
  const child = spawn(process.execPath, [...options, "start.mjs"], { cwd: folder, env, detached: true, stdio });
  children.push(child);
  const said = text(child.stderr).catch(() => "");
  return { child, ended: once(child, "exit"), said };
}

const calls = (folder: string) => readFileSync(join(folder, "calls"), "utf8").trim().split("\n");
const go = (folder: string) => writeFileSync(join(folder, "go"), "");

test("what is missing is installed, once, and the program is run", async () => {
  const folder = freshClone();
  go(folder);
  const first = start(folder);
  expect(await first.ended).toEqual([0, null]);
  expect(await first.said).toContain("Installing what is missing");
  expect(await first.said).toContain("added");
  expect(await start(folder).ended).toEqual([0, null]);
  expect(calls(folder)).toEqual(["npm", "entry", "entry"]);
});

test("an installation whose words nobody reads is finished, and what it is for is run", async () => {
  const folder = freshClone();
  const { child, ended } = start(folder);
  child.stdout.destroy();
  child.stderr.destroy();
  go(folder);
  expect(await ended).toEqual([0, null]);
  expect(calls(folder)).toEqual(["npm", "entry"]);
});

test("of two that are started at once one installs, and the other waits for it", async () => {
  const folder = freshClone();
  const two = [start(folder), start(folder)];
  await Promise.race(two.map(({ child }) => waitFor(child, "waiting for it")));
  go(folder);
  expect(await Promise.all(two.map(({ ended }) => ended))).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(calls(folder)).toEqual(["npm", "entry", "entry"]);
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "told to stop by %s it stops npm, too, and says what comes next",
  async (signal) => {
    const folder = freshClone();
    const first = start(folder);
    await expect.poll(() => calls(folder)).toEqual(["npm"]);
    first.child.kill(signal);
    expect(await first.ended).toEqual([130, null]);
    expect(await first.said).toContain("The next start begins it again");
    go(folder);
    const second = start(folder);
    expect(await second.ended).toEqual([0, null]);
    expect(await second.said).not.toContain("waiting for it");
    expect(calls(folder)).toEqual(["npm", "npm", "entry"]);
  },
);

test("one that was killed leaves npm at work, which the next waits for", async () => {
  const folder = freshClone();
  const first = start(folder);
  await expect.poll(() => calls(folder)).toEqual(["npm"]);
  first.child.kill("SIGKILL");
  await first.ended;
  const second = start(folder);
  await waitFor(second.child, "waiting for it");
  go(folder);
  expect(await second.ended).toEqual([0, null]);
  expect(calls(folder)).toEqual(["npm", "entry"]);
});

test("one that was killed with npm leaves nothing that the next would wait for", async () => {
  const folder = freshClone();
  const first = start(folder);
  await expect.poll(() => calls(folder)).toEqual(["npm"]);
  process.kill(-(first.child.pid ?? 0), "SIGKILL");
  await first.ended;
  expect(existsSync(join(folder, ".shop/install.sock"))).toBe(true);
  go(folder);
  expect(await start(folder).ended).toEqual([0, null]);
  expect(calls(folder)).toEqual(["npm", "npm", "entry"]);
});

test("a folder whose name is too long to be listened on is installed in all the same", async () => {
  const folder = freshClone();
  const deep = join(folder, "d".repeat(120));
  mkdirSync(deep);
  for (const name of ["tools", "path"]) mkdirSync(join(deep, name));
  for (const name of ["tools/bootstrap.mjs", "package-lock.json", "path/npm", "entry.mjs", "start.mjs"])
    copyFileSync(join(folder, name), join(deep, name));
  writeFileSync(join(deep, "start.mjs"), readFileSync(join(deep, "start.mjs"), "utf8").replace(folder, deep));
  go(deep);
  expect(await start(deep).ended).toEqual([0, null]);
  expect(calls(deep)).toEqual(["npm", "entry"]);
});

describe("where npm has no Node for the platform", () => {
  const wanted = `node-${process.platform}-${process.arch}@24.1.2`;

  test("a Node that is new enough takes its place, once", async () => {
    const folder = freshClone();
    writeFileSync(join(folder, "no-node"), "");
    const first = start(folder);
    expect(await first.ended).toEqual([0, null]);
    expect(await first.said).toContain(
      `npm has no ${wanted}: Node ${process.version}, which runs this, is used instead`,
    );
    expect(await start(folder).ended).toEqual([0, null]);
    expect(calls(folder)).toEqual(["npm", `view ${wanted} version`, "npm", "entry", "entry"]);
    expect(realpathSync(join(folder, "node_modules/node/bin/node"))).toBe(realpathSync(process.execPath));
  });

  test("one that is too old is told what to install", async () => {
    const folder = freshClone();
    writeFileSync(join(folder, "no-node"), "");
    const older = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "22.1.0" } });`;
    const { ended, said } = start(folder, `--import=data:text/javascript,${encodeURIComponent(older)}`);
    expect(await ended).toEqual([1, null]);
    expect(await said).toContain(`npm has no ${wanted}`);
    expect(await said).toContain("Install Node 24 or later from https://nodejs.org");
    expect(calls(folder)).toEqual(["npm", `view ${wanted} version`]);
  });

  test("another failure of npm is not taken for that", async () => {
    const folder = freshClone();
    writeFileSync(join(folder, "no-network"), "");
    const { ended, said } = start(folder);
    expect(await ended).toEqual([1, null]);
    expect(await said).toContain("npm's message is above");
    expect(calls(folder)).toEqual(["npm", `view ${wanted} version`]);
  });
});

function waitFor({ stderr }: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve) => {
    let said = "";
    stderr?.on("data", (chunk) => {
      said += String(chunk);
      if (said.includes(words)) resolve();
    });
  });
}
