import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StateChanges } from "@hipstershop/testkit";
import { launchProcessOf } from "@hipstershop/shop/launch-process";
import { services } from "@hipstershop/shop/topology";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "launch-process-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Serves, ends at once, or does neither, as a file says when it starts. */
const PROGRAM = `
  import { readFileSync, writeFileSync } from "node:fs";
  import { env } from "node:process";
  const mood = readFileSync(env.MOOD_FILE, "utf8");
  process.on("SIGTERM", () => {
    writeFileSync(env.MOOD_FILE + ".end", "ended in order");
    process.exit(0);
  });
  process.on("disconnect", () => process.exit(0));
  if (mood === "fails") throw new Error("no mood for it");
  if (mood === "serves") process.send({ serving: { port: Number(env.PORT) || 4711 } });
  console.log("started");
`;
const program = join(folder, "program.mjs");
writeFileSync(program, PROGRAM);

async function launch(signal: AbortSignal) {
  const file = join(mkdtempSync(join(folder, "service-")), "mood");
  const setMood = (mood: "serves" | "fails" | "hangs") => writeFileSync(file, mood);
  setMood("serves");
  const changes = new StateChanges();
  const printed: string[] = [];
  const [service] = services;
  if (!service) throw new Error("there are no services");
  const launched = await launchProcessOf(() => [program])(
    service,
    { MOOD_FILE: file, LOG_FILE: `${file}.log` },
    {
      onChange: () => changes.changed(),
      printLine: (text) => {
        printed.push(text);
        changes.changed();
      },
    },
  );
  const { control } = launched;
  if (!control) throw new Error("a process can be controlled");
  const until = (is: () => boolean) => changes.until(() => is() || undefined, signal);
  return {
    launched,
    control,
    setMood,
    lastWords: () => readFileSync(`${file}.end`, "utf8"),
    until,
    hasPrinted: (words: RegExp) => until(() => printed.some((text) => words.test(text))),
  };
}

test("a process is stopped, and another one started at its port", async ({ signal }) => {
  const { launched, control } = await launch(signal);
  await using _ = launched;
  const { pid, port } = launched;
  expect([await control.stop(), await control.stop()]).toEqual([true, false]);
  expect(launched).toMatchObject({ state: "stopped", pid: 0 });
  await expect(control.pause()).rejects.toThrow("it is stopped, and only a serving one can be paused");
  expect([await control.start(), await control.start()]).toEqual([true, false]);
  expect(launched).toMatchObject({ state: "serving", port });
  expect(launched.pid).not.toBe(pid);
});

test("a paused process goes on", async ({ signal }) => {
  const { launched, control } = await launch(signal);
  await using _ = launched;
  const { pid } = launched;
  expect([await control.pause(), await control.pause()]).toEqual([true, false]);
  expect(launched).toMatchObject({ state: "paused", pid });
  expect(await control.start()).toBe(true);
  expect(launched).toMatchObject({ state: "serving", pid });
});

test.each(["stop", "disposal"])("a paused process ends in order at its %s", async (how) => {
  const { launched, control, lastWords } = await launch(new AbortController().signal);
  await using _ = launched;
  await control.pause();
  await (how === "stop" ? control.stop() : launched[Symbol.asyncDispose]());
  expect(launched.state).toBe("stopped");
  expect(lastWords()).toBe("ended in order");
});

test("a paused process that is killed is started again, like any other", async ({ signal }) => {
  const { launched, control, hasPrinted } = await launch(signal);
  await using _ = launched;
  await control.pause();
  process.kill(launched.pid, "SIGKILL");
  await hasPrinted(/was ended by SIGKILL; starting it again/);
  await hasPrinted(/serves again/);
  expect(launched.state).toBe("serving");
});

test("a start that fails says why, and is tried again until it succeeds", async ({ signal }) => {
  const { launched, control, setMood, hasPrinted } = await launch(signal);
  await using _ = launched;
  await control.stop();
  setMood("fails");
  await expect(control.start()).rejects.toThrow(/ended before it served:\n[^]*no mood for it/);
  expect(launched.state).toBe("restarting");
  setMood("serves");
  await hasPrinted(/serves again/);
  expect(launched.state).toBe("serving");
});

test("a start that takes too long, or has not begun, is ended by a stop", async ({ signal }) => {
  const { launched, control, setMood, until } = await launch(signal);
  await using _ = launched;
  await control.stop();
  setMood("hangs");
  const [hanging, waiting] = [control.start(), control.start()].map((start) => start.catch(String));
  await until(() => launched.state === "restarting");
  expect(await control.stop()).toBe(true);
  expect(await hanging).toContain("ended before it served");
  expect(await waiting).toContain("it is to be stopped");
  expect(launched.state).toBe("stopped");
});

test("of a stop and a start at the same time the later one counts", async ({ signal }) => {
  const { launched, control } = await launch(signal);
  await using _ = launched;
  const { pid } = launched;
  expect(await Promise.all([control.stop(), control.start()])).toEqual([true, true]);
  expect(launched.state).toBe("serving");
  expect(launched.pid).not.toBe(pid);
  const [start, stopped] = [control.start().catch(String), control.stop()];
  expect([await start, await stopped]).toEqual([expect.stringContaining("it is to be stopped"), true]);
  expect(launched.state).toBe("stopped");
});
