import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { birthByPs, birthOf, ownBirth } from "../src/birth.ts";
import { describeHolder, runExclusively, HeldError, holdLock, holderOf, isHere, shopLock } from "../src/index.ts";

let folder: string;
let lock: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "locks-"));
  lock = join(folder, "x.lock");
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(ended));
  rmSync(folder, { recursive: true, force: true });
});

/** Another process, which holds the lock. */
async function holder(command: readonly string[] = []): Promise<ChildProcess> {
  const [program, ...args] = [...command, process.execPath, join(import.meta.dirname, "keep.ts"), lock];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  await once(child.stdout, "data");
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

test("what nobody holds has no holder, be it there or not", () => {
  expect(holderOf(lock)).toBeUndefined();
  writeFileSync(lock, "");
  expect(holderOf(lock)).toBeUndefined();
});

test("a lock is held until it is disposed of, and by one alone, in this process as well", () => {
  {
    using _ = holdLock(lock, "the first");
    expect(holderOf(lock)).toMatchObject({ pid: process.pid, host: hostname(), what: "the first" });
    expect(() => holdLock(lock, "the second")).toThrow(`${lock} is held by the first (pid ${process.pid}, since `);
    expect(holderOf(lock)).toMatchObject({ what: "the first" });
  }
  expect(holderOf(lock)).toBeUndefined();
  expect(readdirSync(folder)).toEqual(["x.lock"]);
  using _ = holdLock(lock, "the third");
  expect(readdirSync(folder).toSorted()).toEqual(["x.lock", "x.lock.json"]);
});

test("to let go of it twice takes nothing from who took it since", () => {
  const first = holdLock(lock, "the first");
  first[Symbol.dispose]();
  using _ = holdLock(lock, "the second");
  first[Symbol.dispose]();
  expect(holderOf(lock)).toMatchObject({ what: "the second" });
});

test("a lock whose card can't be written is not held, and leaves nothing behind", () => {
  mkdirSync(join(`${lock}.json`, "in the way"), { recursive: true });
  expect(() => holdLock(lock, "me")).toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
  expect(holderOf(lock)).toBeUndefined();
  expect(readdirSync(folder).toSorted()).toEqual(["x.lock", "x.lock.json"]);
  rmSync(`${lock}.json`, { recursive: true });
  using _ = holdLock(lock, "me");
  expect(holderOf(lock)).toMatchObject({ what: "me" });
});

test("the shop's lock is a file of its state folder", () => {
  expect(shopLock("state")).toBe(join("state", "shop.lock"));
});

test("garbage collection does not let go of it", async () => {
  holdLock(lock, "nobody refers to this");
  const session = new Session();
  session.connect();
  for (let i = 0; i < 3; i += 1) await session.post("HeapProfiler.collectGarbage");
  setImmediate(() => session.disconnect());
  expect(holderOf(lock)).toMatchObject({ what: "nobody refers to this" });
});

test("another process is told by its pid and since when, and nothing of it is left when it was killed", async () => {
  const child = await holder();
  expect(holderOf(lock)).toMatchObject({ pid: child.pid, what: "a test's process" });
  expect(() => holdLock(lock, "me")).toThrow(new RegExp(`a test's process \\(pid ${child.pid}, since \\d{4}-.*Z\\)$`));
  await ended(child);
  expect(holderOf(lock)).toBeUndefined();
  using _ = holdLock(lock, "me");
  expect(holderOf(lock)).toMatchObject({ pid: process.pid });
});

test("one that was stopped holds it still", async () => {
  const child = await holder();
  child.kill("SIGSTOP");
  expect(() => holdLock(lock, "me")).toThrow(HeldError);
  child.kill("SIGCONT");
});

test("looking does not disturb who takes it", async () => {
  for (let i = 0; i < 50; i += 1) {
    using _ = holdLock(lock, "me");
    expect(holderOf(lock)).toMatchObject({ what: "me" });
  }
});

test.each(["", "{", "null", "[]", '{"pid":"1"}', '{"pid":-1}', '{"pid":1e99}'])(
  "a card of %j is that of a holder who has not told",
  (card) => {
    using _ = holdLock(lock, "me");
    writeFileSync(`${lock}.json`, card);
    expect(holderOf(lock)).toBe("unknown");
    expect(() => holdLock(lock, "you")).toThrow(
      expect.objectContaining({ name: "HeldError", message: `${lock} is held by another process`, holder: undefined }),
    );
  },
);

test("of a card of which no more than the pid can be read, the rest is empty", () => {
  using _ = holdLock(lock, "me");
  writeFileSync(`${lock}.json`, '{"pid":1,"birth":7,"host":null,"what":["x"]}');
  expect(holderOf(lock)).toEqual({ pid: 1, birth: "", host: "", what: "", since: "" });
});

test("a lock that can't be taken for another reason says which", () => {
  expect(() => holdLock(join(folder, "none/x.lock"), "me")).toThrow("can't be locked: unable to open database file");
  writeFileSync(lock, "something that is no lock, and long enough to be looked at".repeat(20));
  for (const [look, problem] of [
    [() => holdLock(lock, "me"), "can't be locked"],
    [() => holderOf(lock), "can't be told"],
  ] as const) {
    expect(look).toThrow(
      expect.objectContaining({ message: expect.stringContaining(problem), cause: expect.any(Error) }),
    );
  }
});

test("work under a lock is done by one at a time, and gives back what it made", () => {
  expect(runExclusively(lock, () => 7)).toBe(7);
  expect(() => runExclusively(lock, () => runExclusively(lock, () => 7))).toThrow(HeldError);
  expect(() =>
    runExclusively(lock, () => {
      throw new Error("the work's own");
    }),
  ).toThrow("the work's own");
  expect(runExclusively(lock, () => 8)).toBe(8);
});

describe("a holder", () => {
  test("is the process that took the lock, and no other with its pid", async () => {
    const child = await holder();
    const card = holderOf(lock);
    if (!card || card === "unknown") return expect.unreachable();
    expect(isHere(card)).toBe(true);
    expect(isHere({ ...card, pid: process.pid })).toBe(false);
    expect(isHere({ ...card, pid: 1 })).toBe(false);
    expect(isHere({ ...card, birth: "" })).toBe(false);
    expect(isHere({ ...card, pid: 2 ** 22 + 1, birth: "" })).toBe(false);
    await ended(child);
    expect(isHere(card)).toBe(false);
  });

  test.runIf(process.platform === "linux")("in another container is none of ours, though its lock holds", async () => {
    const namespace = ["unshare", "--map-root-user", "--pid", "--fork", "--kill-child", "--mount-proc"];
    const [command = "", ...args] = namespace;
    const allowed = spawn(command, [...args, "true"], { stdio: "ignore" });
    if (((await once(allowed, "exit")) as [number])[0] !== 0) return; // where no namespace can be made
    await holder(namespace);
    const card = holderOf(lock);
    if (!card || card === "unknown") return expect.unreachable();
    expect(card.pid).toBe(1);
    expect(isHere(card)).toBe(false);
    expect(() => holdLock(lock, "me")).toThrow(HeldError);
  });

  test("of another machine is told with its name", () => {
    const card = { pid: 1, birth: "b", host: "elsewhere", what: "the shop", since: "2026-01-31T12:00:00.000Z" };
    expect(describeHolder(card)).toBe("the shop (pid 1 on elsewhere, since 2026-01-31T12:00:00.000Z)");
  });
});

describe("a birth", () => {
  test("is one's own, and the same whoever looks", async () => {
    expect(ownBirth()).not.toBe("");
    expect(birthOf(process.pid)).toBe(ownBirth());
    expect(birthOf(process.ppid)).not.toBe(ownBirth());
  });

  test("is nobody's where there is no process, and that of a dead one whose parent has not looked", async () => {
    expect(birthOf(2 ** 22 + 1)).toBe("");
    const program = "cat <&3 & echo $!; exec sleep 60";
    const parent = spawn("sh", ["-c", program], { stdio: ["ignore", "pipe", "ignore", "pipe"] });
    children.push(parent);
    const [text] = (await once(parent.stdout!, "data")) as [Buffer];
    const pid = Number(String(text));
    expect(birthOf(pid)).not.toBe("");
    // A shell might look after its child; what has taken its place does not.
    const commandOf = () => spawnSync("ps", ["-o", "comm=", "-p", String(parent.pid)], { encoding: "utf8" }).stdout;
    await expect.poll(commandOf).toContain("sleep");
    (parent.stdio[3] as Writable).end();
    await expect.poll(() => birthOf(pid)).toBe("");
  });

  test("is told by ps where there is no /proc, in the same words in every language and zone", () => {
    expect(birthByPs(process.pid)).toMatch(/^\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}$/);
    expect(birthByPs(2 ** 22 + 1)).toBe("");
  });
});
