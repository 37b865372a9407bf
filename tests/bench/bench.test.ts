import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { processVariables } from "@hipstershop/runtime";
import { startTestShop } from "../support/shop.ts";

const folder = mkdtempSync(join(tmpdir(), "bench-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** On a busy machine the first pages take long. */
const patient = { PAGE_DEADLINE_MS: "20000", CHECKOUT_DEADLINE_MS: "20000" };

/** A run as short as can be: what it measures says nothing. */
async function bench(...args: string[]): Promise<string> {
  const short = ["--seconds", "0.3", "--warm-up", "5", "--connections", "4"];
  const command = [join(import.meta.dirname, "main.ts"), ...short, ...args];
  return (await promisify(execFile)(process.execPath, command, { env: { ...processVariables(), ...patient } })).stdout;
}

const file = (name: string) => join(folder, name);
const json = (name: string): unknown => JSON.parse(readFileSync(file(name), "utf8"));

/** CPU time and memory come from /proc. */
describe.skipIf(process.platform !== "linux")("npm run bench", () => {
  test("writes a comparison with other shops and with bare http2", async () => {
    await using second = await startTestShop(patient);
    const peers = ["second", "third"].map((name) => {
      writeFileSync(file(name), JSON.stringify({ name, frontend: second.url, pids: [process.pid] }));
      return ["--peer", file(name)];
    });
    const out = ["--markdown", file("a.md"), "--json", file("a.json")];
    const printed = await bench("--only", "product", "--rounds", "2", ...peers.flat(), ...out);
    expect(printed).toMatch(/^ {2}third .* × bare http2 {2}ours × \d+\.\d\d, p50 × \d+\.\d\d$/m);

    const shop = { figures: { cpuMsPerPage: expect.any(Number) }, perFloor: expect.any(Number) };
    const names = ["ours", "second", "third"];
    const shops = names.map((name) =>
      expect.objectContaining({ name, rounds: [expect.anything(), expect.anything()] }),
    );
    expect(json("a.json")).toMatchObject({
      calibrationMs: expect.any(Number),
      pages: { "product, 4 connections": shop.figures, "third: product, 4 connections": shop.figures },
      inTurn: {
        rounds: 2,
        memory: names.map((name) => ({ name, startMib: expect.any(Number), endMib: expect.any(Number) })),
        measurements: [{ scenario: "product", connections: 4, floorMs: expect.any(Number), shops }],
      },
    });
    const markdown = readFileSync(file("a.md"), "utf8");
    for (const name of names.slice(1)) expect(markdown).toContain(`## ours : ${name}\n\n| CPU ms per page | 4 |`);
    expect(markdown.match(/^\| product \| \d+\.\d\d : \d+\.\d\d = \d+\.\d\d \|$/gm)).toHaveLength(names.length - 1);
  });

  test("writes profiles that developer tools open, and their flame graphs", async () => {
    const printed = await bench("--only", "home", "--profile", file("profiles"));
    expect(printed).toMatch(/^home, 4 connections( +[\d.]+ (%|ms|kB)){5}$/m);
    const base = "home-4-connections";
    const endings = ["-allocations.html", "-cpu.html", ".cpuprofile", ".heapprofile"];
    expect(readdirSync(file("profiles")).toSorted()).toEqual(
      ["costs.json", ...endings.map((ending) => base + ending)].toSorted(),
    );
    const cpu = json(`profiles/${base}.cpuprofile`);
    expect(cpu).toMatchObject({ nodes: expect.any(Array), samples: expect.any(Array), timeDeltas: expect.any(Array) });
    expect(json(`profiles/${base}.heapprofile`)).toMatchObject({ head: { children: expect.any(Array) } });
    expect(JSON.stringify(cpu)).toContain("services/frontend/src/");
    for (const page of ["cpu", "allocations"])
      expect(readFileSync(file(`profiles/${base}-${page}.html`), "utf8")).toContain(" services/frontend/src/");
    expect(json("profiles/costs.json")).toEqual({
      "home, 4 connections": {
        collectionShare: expect.any(Number),
        pauseMsPerPage: expect.any(Number),
        otherThreadsMsPerPage: expect.any(Number),
        allocatedKbPerPage: expect.any(Number),
        promotedKbPerPage: expect.any(Number),
      },
    });
  });

  test.each([
    ["two shops of one name", ["--variant", "ours:"], "two shops are called ours"],
    ["a checkout without a shop", ["--checkout", tmpdir()], "the shop ended with 1 before it was open"],
  ])("refuses %s", async (_, args, problem) => {
    const answer = bench(...args).catch((error: unknown) => error);
    await expect(answer).resolves.toMatchObject({ code: 1, stderr: expect.stringContaining(problem) });
  });
});
