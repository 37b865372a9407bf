import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { birthOf } from "@hipstershop/locks";
import { expect, test } from "vitest";
import { nodeServer, openPlayground, type Playground } from "./playground.ts";

const isAlive = (pid: number) => birthOf(pid) !== "";
const HERE = nodeServer('response.end("here")');

/** Waits for the pid that a command writes to a file of the playground. */
async function writtenPid({ folder }: Playground, name: string): Promise<number> {
  await expect
    .poll(() => existsSync(join(folder, name)) && readFileSync(join(folder, name), "utf8"))
    .toMatch(/^\d+\n$/);
  return Number(readFileSync(join(folder, name), "utf8"));
}

test("a program may print 20 MB without a line's end, and a flood of lines, and starts all the same", async () => {
  await using playground = await openPlayground();
  const floods = `head -c 20000000 /dev/zero | tr "\\0" x; echo; yes "a line" | head -n 500000; echo last`;
  const events = await playground.deploy({ command: `${floods}; ${HERE}`, readyLimitMs: 60_000 });
  expect(events.at(-1)).toMatchObject({ kind: "ready" });
  const lines = events.flatMap((event) => (event.kind === "log" ? [event.line] : []));
  expect(lines[0]).toBe("x".repeat(2000));
  expect(lines.length).toBeLessThan(400_000);
  expect(lines).toContainEqual(expect.stringMatching(/^\(\d+ lines are left out here\)$/));
}, 90_000);

test("what an instance has started ends with it, also when it ends by itself", async () => {
  await using playground = await openPlayground();
  const { folder } = playground;
  const start = `sleep 1000 & echo $! > "${folder}/child"`;
  await playground.deploy({ command: `${start}; exec ${HERE.replace("exec ", "")}` });
  const child = await writtenPid(playground, "child");
  expect(isAlive(child)).toBe(true);
  process.kill((await playground.revision("hello-00001")).pods[0]?.pid ?? 0, "SIGKILL");
  await expect.poll(() => isAlive(child)).toBe(false);
});

test("a process that has left the group and keeps the output open holds nobody up", async () => {
  await using playground = await openPlayground();
  const { folder } = playground;
  await playground.deploy({ command: `setsid sh -c 'echo $$ > "${folder}/left"; exec sleep 1000' & ${HERE}` });
  const left = await writtenPid(playground, "left");
  await playground.client.change("delete", { service: "hello" });
  expect(isAlive(left)).toBe(true);
  process.kill(left, "SIGKILL");
});

test("of two deployments at once, the one that fails leaves the other its tags", async () => {
  await using playground = await openPlayground();
  await playground.deploy();
  const gate = join(playground.folder, "gate");
  const failing = playground.deploy({ command: `until [ -e "${gate}" ]; do sleep 0.02; done; exit 1` });
  await expect.poll(() => playground.revision("hello-00002")).toMatchObject({ state: "starting", tags: ["latest"] });
  await playground.deploy({ tags: ["blue"] });
  writeFileSync(gate, "");
  expect((await failing).at(-1)).toMatchObject({ kind: "failed" });
  const tags = async (name: string) => (await playground.revision(name)).tags;
  expect(await tags("hello-00001")).toEqual(["previous"]);
  expect(await tags("hello-00002")).toEqual([]);
  expect(await tags("hello-00003")).toEqual(["latest", "blue"]);
});

test("without a place for the state nothing is deployed, and changes say that they will not last", async () => {
  await using playground = await openPlayground();
  await playground.deploy();
  await playground.deploy({ managedRoute: false });
  const inTheWay = join(playground.folder, "state.json.new");
  mkdirSync(inTheWay);
  await expect(playground.deploy()).rejects.toThrow(/^what is deployed can't be kept: EISDIR/);
  await expect(playground.revision("hello-00003")).rejects.toThrow("there is no hello-00003");
  const shares = [{ target: "hello-00001", percent: 100 }];
  const rollout = playground.client.change("rollout", { route: "hello", shares });
  await expect(rollout).rejects.toThrow(/^it is in effect, but what is deployed can't be kept: EISDIR/);
  expect((await playground.ask()).revision).toBe("hello-00001");
  rmSync(inTheWay, { recursive: true });
});

test("values of variables, which may be secret, are in no status, span, metric or file that others can read", async () => {
  await using playground = await openPlayground();
  const secret = "hunter2-of-the-test";
  await playground.deploy({ env: { API_KEY: secret } });
  await playground.ask();
  const bad = playground.deploy({ env: { "1A": secret } });
  await expect(bad).rejects.toThrow(/^1A: give names such as TARGET$/);
  const spans = playground.telemetry.spans().map(({ name, attributes, events }) => ({ name, attributes, events }));
  expect(spans.length).toBeGreaterThan(0);
  const seen = [await playground.client.status(), spans, await playground.telemetry.scrape()];
  expect(JSON.stringify(seen)).not.toContain(secret);
});

test.each([
  [{ env: { PORT: "80" } }, "PORT: it is set for each instance"],
  [{ env: { K_REVISION: "x" } }, "K_REVISION: it is set for each instance"],
  [{ tags: ["latest"] }, "--tag: latest and previous are given by each deployment"],
  [{ scale: { max: 0 } }, "--max-scale: give a whole number from 1 to 20"],
  [{ scale: { min: 5, max: 2 } }, "at least 5 instances are more than the most, 2"],
  [{ readyLimitMs: 0 }, "--timeout: give a duration above 0s up to an hour"],
  [{ command: "x".repeat(4001) }, "command: give at most 4000 characters"],
])("%j is refused by the name of its option", async (changes, why) => {
  await using playground = await openPlayground();
  await expect(playground.deploy(changes)).rejects.toThrow(why);
  expect((await playground.client.status()).services).toEqual([]);
});

test.each(["a..b", "-", "UPPER.example", "a b", ".a", "a."])("%j is no domain", async (domain) => {
  await using playground = await openPlayground();
  const created = playground.client.change("domain", { domain, isDefault: true });
  await expect(created).rejects.toThrow("--domain: give a domain such as example.com");
});
