import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FLAGS_BYTES_MAX } from "./flag-file.ts";
import { FlagSource } from "./flag-source.ts";

const config = (defaultVariant: "on" | "off") =>
  JSON.stringify({ flags: { lamp: { state: "ENABLED", variants: { on: true, off: false }, defaultVariant } } });

/** A source with its own file, and the events that it reported. */
function openSource(text: string) {
  const stack = new DisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "source-"));
  stack.defer(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "flags.json");
  writeFileSync(path, text);
  const reported: string[] = [];
  const source = stack.use(
    new FlagSource(path, {
      flagsChanged: (_, changes) => void reported.push(`changed ${JSON.stringify(changes)}`),
      fileRefused: (_, problem) => void reported.push(problem.replace(path, "F")),
      fileMended: () => void reported.push("mended"),
      found: (_, { key, sentence, fails }) => void reported.push(`${fails ? "fails" : "odd"} ${key}: ${sentence}`),
      flagMended: (_, key) => void reported.push(`good ${key}`),
    }),
  );
  const put = (next: string) => {
    writeFileSync(path, next);
    source.reload();
  };
  return { path, source, reported, put, [Symbol.dispose]: () => stack.dispose() };
}

test("a bad file is fatal at the start, and named with its problem", () => {
  expect(() => openSource("{}")).toThrow(
    /^the flags file .*flags\.json can't be used: "flags" must be an object with one entry per flag$/,
  );
  expect(() => openSource(" ".repeat(FLAGS_BYTES_MAX + 1))).toThrow("it has 1000001 bytes, 1000000 are the limit");
});

test("a byte order mark, as some editors write it, is no problem", () => {
  using file = openSource(`\uFEFF${config("on")}`);
  expect(file.source.current.text).toBe(config("on"));
});

test("a bad file at reload is told once, the last good flags stay, and the mended file is taken", () => {
  using file = openSource(config("off"));
  const before = file.source.current;
  file.put("");
  file.source.reload();
  file.source.reload();
  expect(file.source.current).toBe(before);
  rmSync(file.path);
  file.source.reload();
  file.source.reload();
  expect(file.source.current).toBe(before);
  file.put(config("on"));
  expect(file.reported).toEqual([
    "the flags file F can't be used: it is no JSON: Unexpected end of JSON input",
    "the flags file F can't be used: there is no such file",
    "mended",
    'changed {"lamp":"update"}',
  ]);
  expect(file.source.current.text).toBe(config("on"));
});

test("a file that says the same in other words changes nothing", () => {
  using file = openSource(config("off"));
  const before = file.source.current;
  file.put(JSON.stringify(JSON.parse(config("off")), null, 2));
  expect(file.source.current).toBe(before);
  expect(file.reported).toEqual([]);
});

test("one bad flag at the start, or at a reload, is told once and fails alone; mended it is told as well", async () => {
  const lamp = (JSON.parse(config("on")) as { flags: { lamp: object } }).flags.lamp;
  const withBell = (bell: unknown) => JSON.stringify({ flags: { lamp, bell } });
  using file = openSource(withBell(1));
  file.source.reload();
  expect(file.reported).toEqual(["fails bell: it must be an object"]);
  file.put(withBell({ ...lamp, defaultVariant: "dim" }));
  file.put(withBell(lamp));
  expect(file.reported.slice(1)).toEqual([
    'fails bell: defaultVariant is "dim", but must be one of on, off',
    'changed {"bell":"update"}',
    "good bell",
    'changed {"bell":"update"}',
  ]);
  file.put(withBell({ ...lamp, state: "ON" }));
  expect(file.source.current.core.getFlag("lamp")?.defaultVariant).toBe("on");
  expect(file.source.current.core.getFlag("bell")).toBeUndefined();
});

test("versions are the flags now and after each change; a slow reader skips to the newest", async () => {
  using file = openSource(config("off"));
  const stop = new AbortController();
  const versions = file.source.versions(stop.signal);
  expect((await versions.next()).value).toBe(file.source.current);
  const next = versions.next();
  file.put(config("on"));
  expect((await next).value).toMatchObject({ text: config("on") });
  file.put(config("off"));
  file.put(JSON.stringify({ flags: {} }));
  expect((await versions.next()).value).toMatchObject({ text: readFileSync(file.path, "utf8") });
  const never = versions.next();
  stop.abort();
  await expect(never).rejects.toThrow("aborted");
});
