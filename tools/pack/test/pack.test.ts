import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type App, buildApp, packApp, type Packed, scratchFolder } from "../src/pack.ts";
import { ownPlatform, PLATFORMS } from "../src/platforms.ts";

const own = PLATFORMS.find(({ name }) => name === ownPlatform());
const NO_NETWORK = ["unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"];
const canLeaveNetwork = spawnSync("unshare", ["-rn", "ip", "link", "set", "lo", "up"]).status === 0;
const MAKING_MS_MAX = 3 * PATIENCE_MS;
const scratch = scratchFolder();
afterAll(() => scratch[Symbol.dispose]());

// The commands of the test are those of a Unix shell.
describe.runIf(own && !own.isWindows)("an archive for this machine", () => {
  let app: App;
  let packed: Packed;
  const told: string[] = [];
  const node = join(scratch.path, "node-v24/bin/node");

  const pack = (out: string) =>
    packApp(app, {
      platform: own!,
      out: join(scratch.path, out),
      scratch: scratch.path,
      nodeFile: node,
      level: 1,
      tell: (line) => told.push(line),
    });

  beforeAll(async () => {
    mkdirSync(join(scratch.path, "node-v24/bin"), { recursive: true });
    copyFileSync(process.execPath, node);
    writeFileSync(join(scratch.path, "node-v24/LICENSE"), "a licence");
    app = await buildApp(scratch.path);
    packed = await pack("out");
  }, MAKING_MS_MAX);

  test("is small enough for a room, has its checksum beside it, and tells what it does", () => {
    expect(packed.bytes).toBeLessThan(80e6);
    const [sum, name] = readFileSync(`${packed.file}.sha256`, "utf8").trim().split("  ");
    expect(sum).toBe(packed.sha256);
    expect(packed.file.endsWith(`/${name}`)).toBe(true);
    expect(told.join("\n")).toContain(`writing ${packed.file}`);
    expect(told.join("\n")).not.toContain("LICENSE");
  });

  test("is the same when it is made again", async () => {
    expect((await pack("again")).sha256).toBe(packed.sha256);
  });

  test(
    "starts elsewhere without npm, Node or network: an order, its trace, and nothing is left",
    { timeout: MAKING_MS_MAX },
    () => {
      const elsewhere = join(scratch.path, "else where");
      mkdirSync(elsewhere);
      execFileSync("tar", ["-xzf", packed.file, "-C", elsewhere]);
      const folder = join(elsewhere, readdirSync(elsewhere)[0]!);
      const visit = [process.execPath, join(import.meta.dirname, "visit.ts"), folder];
      const [program = "", ...args] = canLeaveNetwork ? [...NO_NETWORK, ...visit] : visit;
      const { stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
      expect(stderr).toBe("");
      expect(JSON.parse(stdout)).toMatchObject({
        ordered: 200,
        pages: [200, 200],
        services: 9,
        shown: expect.stringContaining("PaymentService/Charge") as string,
        faults: expect.stringContaining("shippingSlow") as string,
        labs: [expect.stringMatching(/(\d+) of \1 as expected/), expect.stringMatching(/(\d+) of \1 as expected/)],
        exitCode: 0,
        isLeft: false,
      });
      expect(readdirSync(folder)).toEqual(
        expect.arrayContaining(["LICENSE.txt", "NODE-LICENSE.txt", "NOTICE.txt", ".shop"]),
      );
      expect(readdirSync(join(folder, "app"))).toContain("01-first-trace");
    },
  );

  test("what needs the sources says so", () => {
    const folder = join(scratch.path, "else where", readdirSync(join(scratch.path, "else where"))[0]!);
    const { status, stderr } = spawnSync(join(folder, "shop"), ["up", "--processes"], { encoding: "utf8" });
    expect(stderr).toContain("--processes needs a clone of the repository");
    expect(status).toBe(1);
  });
});
