import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { watchFile } from "./watch-file.ts";

/** A watched file in its own folder; `nextChange()` resolves at the next callback. */
function watched(arrange: (folder: string) => string) {
  const stack = new DisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "watch-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const path = arrange(folder);
  let calls = 0;
  let resolve = () => {};
  const watch = stack.use(
    watchFile(path, () => {
      calls++;
      resolve();
    }),
  );
  return {
    folder,
    path,
    watch,
    calls: () => calls,
    nextChange: () => new Promise<void>((done) => (resolve = done)),
    [Symbol.dispose]: () => stack.dispose(),
  };
}

function plainFile(folder: string): string {
  const path = join(folder, "flags.json");
  writeFileSync(path, "1");
  return path;
}

test("a file that is written in place is told once, however many writes there are", async () => {
  using file = watched(plainFile);
  const changed = file.nextChange();
  for (let write = 0; write < 10; write++) writeFileSync(file.path, `${write}`);
  await changed;
  expect(file.calls()).toBe(1);
});

test("a file that is replaced is told, again and again", async () => {
  using file = watched(plainFile);
  for (let time = 0; time < 3; time++) {
    const changed = file.nextChange();
    writeFileSync(`${file.path}.new`, `${time}`);
    renameSync(`${file.path}.new`, file.path);
    await changed;
  }
  expect(file.calls()).toBeGreaterThanOrEqual(3);
});

test("a file that is removed and made anew is told both times", async () => {
  using file = watched(plainFile);
  const gone = file.nextChange();
  rmSync(file.path);
  await gone;
  const back = file.nextChange();
  writeFileSync(file.path, "2");
  await expect(back).resolves.toBeUndefined();
});

test("a mounted ConfigMap is told when Kubernetes turns its link", async () => {
  using file = watched((folder) => {
    for (const version of ["..2024", "..2025"]) {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, "flags.json"), version);
    }
    symlinkSync("..2024", join(folder, "..data"));
    symlinkSync("..data/flags.json", join(folder, "flags.json"));
    return join(folder, "flags.json");
  });
  const changed = file.nextChange();
  symlinkSync("..2025", join(file.folder, "..data_tmp"));
  renameSync(join(file.folder, "..data_tmp"), join(file.folder, "..data"));
  await expect(changed).resolves.toBeUndefined();
});

test("a link to a file elsewhere is told by polling", async () => {
  using file = watched((folder) => {
    mkdirSync(join(folder, "elsewhere"));
    mkdirSync(join(folder, "here"));
    writeFileSync(join(folder, "elsewhere", "real.json"), "1");
    symlinkSync("../elsewhere/real.json", join(folder, "here", "flags.json"));
    return join(folder, "here", "flags.json");
  });
  const changed = file.nextChange();
  writeFileSync(join(file.folder, "elsewhere", "real.json"), "22");
  await expect(changed).resolves.toBeUndefined();
});

test("a folder that is removed and made anew is watched again", async () => {
  using file = watched((folder) => {
    mkdirSync(join(folder, "sub"));
    return plainFile(join(folder, "sub"));
  });
  const gone = file.nextChange();
  rmSync(join(file.folder, "sub"), { recursive: true });
  await gone;
  const back = file.nextChange();
  mkdirSync(join(file.folder, "sub"));
  writeFileSync(file.path, "2");
  await expect(back).resolves.toBeUndefined();
});

test("a folder that isn't there yet is no failure", async () => {
  using file = watched((folder) => join(folder, "later", "flags.json"));
  const changed = file.nextChange();
  mkdirSync(join(file.folder, "later"));
  writeFileSync(file.path, "1");
  await expect(changed).resolves.toBeUndefined();
});

test("other files of the folder are nobody's business, and after disposal nothing is told", async () => {
  using file = watched(plainFile);
  using other = watched(() => file.path);
  writeFileSync(join(file.folder, "other.json"), "1");
  file.watch[Symbol.dispose]();
  const changed = other.nextChange();
  writeFileSync(file.path, "2");
  await changed;
  expect([file.calls(), other.calls()]).toEqual([0, 1]);
});
