import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { faults, lessons } from "@hipstershop/faults/catalogue";
import { flagsFile } from "@hipstershop/faults/flags-file";
import { FaultSwitches, type FlagContext } from "@hipstershop/faults/switches";
import { holdLock, shopLock } from "@hipstershop/locks";
import { writeStatus } from "@hipstershop/shop/status";
import { NOBODY } from "@hipstershop/testkit";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { startFaultFlags } from "../support/flag-service.ts";
import { bin, endShops, openShopIn, plain, removeFolders, shop, stateFolder } from "../support/shop-command.ts";

afterEach(endShops);
afterAll(removeFolders);

/** A flag service, and the command for it. */
async function startWithCommand(options?: Parameters<typeof startFaultFlags>[0]) {
  const flags = await startFaultFlags(options);
  const folder = stateFolder();
  const run = (...args: string[]) => shop(folder, "faults", "--address", flags.address, ...args);
  const json = async (...args: string[]) => JSON.parse((await run(...args, "--json")).stdout) as unknown;
  const switches = new FaultSwitches(flags.address, flags.telemetry);
  /** The variant that a context gets; asked without the command, which takes a process. */
  const effective = async (name: string, context: FlagContext = {}) =>
    (await switches.list(context)).find(({ fault }) => fault.name === name)?.effective;
  return {
    flags,
    run,
    json,
    effective,
    async [Symbol.asyncDispose]() {
      switches[Symbol.dispose]();
      await flags[Symbol.asyncDispose]();
    },
  };
}

interface Listed {
  readonly name: string;
  readonly effective: string;
}
const effectiveIn = (list: unknown, name: string) => (list as Listed[]).find((one) => one.name === name)?.effective;

describe("shop faults list", () => {
  test("shows every fault below its lesson, and that all are off", async () => {
    await using command = await startWithCommand();
    const { code, stdout } = await command.run("list");
    expect(code).toBe(0);
    const lines = stdout.split("\n");
    for (const { title } of lessons) expect(lines.some((line) => line.startsWith(title))).toBe(true);
    for (const { name, variants } of faults) {
      const line = lines.find((one) => one.startsWith(`  ${name} `)) ?? "";
      expect(line.endsWith(variants.map((variant) => variant.name).join(" "))).toBe(true);
    }
    expect(lines.at(-2)).toBe(`all ${faults.length} faults are off`);
  });

  test("prints JSON with all that scripts need, for a context as well", async () => {
    await using command = await startWithCommand();
    await command.run("set", "paymentFailure", "declined", "--where", "country=DE", "--where", "learner=ada");
    const list = await command.json("list");
    expect((list as Listed[]).map(({ name }) => name)).toEqual(faults.map(({ name }) => name));
    expect(list).toContainEqual({
      name: "shippingSlow",
      service: "shippingservice",
      rpc: "hipstershop.ShippingService/GetQuote",
      variants: expect.arrayContaining([{ name: "off", about: "nothing happens" }]),
      effective: "off",
      effect: "Shipping quotes take longer by a fixed time.",
      lesson: "latency",
      reason: "STATIC",
      default: "off",
      targeting: null,
      perRequest: true,
    });
    expect(list).toContainEqual(
      expect.objectContaining({ name: "paymentFailure", effective: "off", targeting: { if: expect.any(Array) } }),
    );
    const ada = await command.json("list", "--context", "country=DE", "--context", "learner=ada");
    expect(effectiveIn(ada, "paymentFailure")).toBe("declined");
    const bob = await command.json("list", "--context", "country=DE", "--context", "learner=bob");
    expect(effectiveIn(bob, "paymentFailure")).toBe("off");
    expect((await command.run("list")).stdout).toContain("on now: paymentFailure (by a rule);");
  });

  test("names what is wrong with a flag", async () => {
    await using command = await startWithCommand({
      change: (text) => text.replace('"shippingSlow"', '"shippingSlower"'),
    });
    expect((await command.run("list")).stdout).toContain("! shippingSlow: the flags file has no such flag\n");
  });
});

describe("shop faults set and reset", () => {
  test("switch a fault for everybody, and all off", async () => {
    await using command = await startWithCommand();
    expect(await command.run("set", "shippingSlow", "800ms")).toMatchObject({
      code: 0,
      stdout: "shippingSlow is 800ms for everybody\non now: shippingSlow 800ms; `shop faults reset` ends it\n",
    });
    expect(await command.effective("shippingSlow")).toBe("800ms");
    expect(await command.json("set", "adFailure", "all")).toMatchObject({ name: "adFailure", effective: "all" });
    expect((await command.run("reset")).stdout).toBe("off again: shippingSlow, adFailure\n");
    expect((await command.run("reset")).stdout).toBe("nothing was on\n");
    expect(await command.json("reset")).toEqual([]);
  });

  test("a share is split by the targeting key, and everybody ends it", async () => {
    await using command = await startWithCommand();
    await command.run("set", "shippingSlow", "1500ms");
    const { stdout } = await command.run("set", "shippingSlow", "200ms", "--percent", "30");
    expect(stdout).toContain("shippingSlow is 200ms for 30 % of all requests, by targetingKey\n");
    const keys = [...Array(50).keys()];
    const seen = await Promise.all(keys.map((key) => command.effective("shippingSlow", { targetingKey: `s-${key}` })));
    expect(new Set(seen)).toEqual(new Set(["200ms", "off"]));
    expect(seen.filter((effective) => effective === "200ms").length).toBeLessThan(30);
    expect(await command.effective("shippingSlow")).toBe("off");
    await command.run("set", "shippingSlow", "off");
    expect(JSON.parse(command.flags.text())).toEqual(JSON.parse(flagsFile()));
  });

  test("a whole rule decides first, the variant is for the others", async () => {
    await using command = await startWithCommand();
    const rule = '{"if":[{"in":["Slow",{"var":"user"}]},"1500ms",null]}';
    await command.run("set", "shippingSlow", "200ms", "--targeting", rule);
    expect(await command.effective("shippingSlow", { user: "Mr. Slow" })).toBe("1500ms");
    expect(await command.effective("shippingSlow")).toBe("200ms");
  });

  test.each([
    [["set", "paymentFailur", "all"], 'shop: there is no fault "paymentFailur"; did you mean paymentFailure?\n'],
    [
      ["set", "paymentFailure", "declin"],
      'shop: paymentFailure has no variant "declin", but off, declined, 10percent, 50percent, all; did you mean declined?\n',
    ],
    [["set", "adFailure", "off", "--percent", "1"], "off is for everybody: leave out --percent and --where"],
    [["set", "adFailure", "all", "--percent", "1", "--targeting", "{}"], "--targeting is the whole rule"],
    [["set", "adFailure", "all", "--percent", "0"], "give a number above 0 and up to 100"],
    [["set", "adFailure", "all", "--where", "country"], "give key=value, such as currency=EUR."],
    [["set", "adFailure", "all", "--targeting", '{"guess":1}'], "can't have this rule: targeting must NOT have"],
    [["list", "--address", "8013"], "give host:port, such as localhost:8013."],
    [["explain", "hotkey"], 'there is no fault "hotkey"; did you mean cartHotKey?'],
    [["schedule", "--dry-run", "--only", "adFailure,ads"], 'there is no fault "ads"'],
    [["schedule", "--every", "soon"], "give a duration such as 30s or 10m."],
  ])("%j is refused, and nothing changes", async (args, message) => {
    await using command = await startWithCommand();
    expect(await command.run(...args)).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining(message),
    });
    expect(command.flags.text()).toBe(flagsFile());
  });

  test("tell that flags are read-only, that nobody answers, and that no shop runs", async () => {
    await using command = await startWithCommand({ readOnly: true });
    const readOnly = await command.run("set", "adFailure", "all");
    expect(readOnly).toMatchObject({ code: 1, stderr: expect.stringContaining("FLAGS_READONLY is on") });
    const folder = stateFolder();
    const nobody = await shop(folder, "faults", "list", "--address", NOBODY);
    expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining(`at ${NOBODY} does not answer`) });
    const none = await shop(folder, "faults", "list");
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining("or --address names a flag service") });
  });
});

describe("shop faults explain", () => {
  test("tells place, variants, symptoms with where to look, the lesson, and how one request gets it", async () => {
    await using command = await startWithCommand();
    await command.run("set", "shippingSlow", "800ms");
    const { code, stdout } = await command.run("explain", "shippingSlow");
    expect(code).toBe(0);
    for (const part of [
      "in shippingservice, at ShippingService/GetQuote",
      "800ms   every quote takes 800 ms longer",
      "800ms for everybody",
      "The server span ShippingService/GetQuote is long",
      "http://localhost:16686/search?q=app.fault%3D*shippingSlow%3A*",
      "/logs/shippingservice.log",
      "Find the slow span: Which span makes the page slow, and for whom?",
      "-H 'baggage: shop.fault=shippingSlow:200ms' -d product_id=OLJCESPC7Z -d quantity=1 http://localhost:8080/cart",
      "shop faults set shippingSlow 200ms",
    ])
      expect(stdout).toContain(part);
  });

  test("needs no shop, and says which faults a request can't ask for", async () => {
    const folder = stateFolder();
    const { code, stdout } = await shop(folder, "faults", "explain", "collectorAway");
    expect(code).toBe(0);
    expect(stdout).toContain("can't ask for it: it is a fault of a whole process");
    const { stdout: json } = await shop(folder, "faults", "explain", "collectorAway", "--json");
    expect(JSON.parse(json)).toMatchObject({
      name: "collectorAway",
      where: ["in checkoutservice, in the whole process"],
      lesson: { title: "When telemetry fails" },
      tryIt: [],
    });
  });
});

describe("shop faults schedule", () => {
  const short = ["--seed", "5", "--every", "50ms", "--duration", "200ms"];

  test("switches as planned, the same for the same seed, and leaves all as it was", async () => {
    await using command = await startWithCommand();
    const { stdout: plan } = await command.run("schedule", ...short, "--dry-run", "--json");
    const { steps } = JSON.parse(plan) as { steps: unknown[] };
    expect(command.flags.text()).toBe(flagsFile());
    const { code, stdout } = await command.run("schedule", ...short, "--json");
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(steps);
    expect(steps.length).toBeGreaterThan(2);
    expect(JSON.parse(command.flags.text())).toEqual(JSON.parse(flagsFile()));
  });

  test("gives back what was on before", async () => {
    await using command = await startWithCommand();
    await command.run("set", "adFailure", "every10");
    const { stdout } = await command.run("schedule", ...short, "--only", "adFailure");
    expect(stdout).toContain("00:00  adFailure  ");
    expect(stdout).toMatch(/\nthe end: all is as before\n$/);
    expect(await command.effective("adFailure")).toBe("every10");
  });

  test("keeps its secrets until the end", async () => {
    await using command = await startWithCommand();
    const { stdout } = await command.run("schedule", ...short, "--only", "adFailure", "--secret");
    const [before = "", after = ""] = stdout.split("it was:\n");
    expect(before).toMatch(/^(\d\d:\d\d {2}something was switched\n)+$/);
    expect(after).toContain("adFailure");
  });

  test("on Ctrl-C switches back what it had switched", async () => {
    await using command = await startWithCommand();
    const args = ["--address", command.flags.address, "schedule", "--only", "adFailure", "--json"];
    const child = spawn(process.execPath, [bin, "faults", ...args], {
      stdio: ["ignore", "pipe", "ignore"],
      env: plain,
    });
    const ended = once(child, "exit");
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    expect(JSON.parse(line)).toMatchObject({ atMs: 0, name: "adFailure" });
    expect(await command.effective("adFailure")).not.toBe("off");
    child.kill("SIGINT");
    expect((await ended)[0]).toBe(0);
    expect(await command.effective("adFailure")).toBe("off");
  });

  test("tells which switches failed, and exits with 1", async () => {
    await using command = await startWithCommand({ readOnly: true });
    const { code, stderr } = await command.run("schedule", ...short, "--only", "adFailure");
    expect(code).toBe(1);
    expect(stderr).toContain("00:00  failed: flags can't be changed here: FLAGS_READONLY is on");
  });
});

describe("shop status", () => {
  /** A folder in which a shop seems to run that has only a flag service. */
  async function folderWithShop(grpc: string): Promise<string> {
    const folder = stateFolder();
    holdLock(shopLock(folder), "a test's shop");
    const url = "http://127.0.0.1:1";
    await writeStatus(folder, {
      frontend: url,
      traces: url,
      training: url,
      course: url,
      ingest: { jaegerThrift: url, otlpHttp: url },
      pid: process.pid,
      services: [{ name: "flagservice", grpc, pid: process.pid, state: "serving", rssBytes: 1 }],
    });
    return folder;
  }

  test("names the faults that are on, as text and as JSON", async () => {
    await using command = await startWithCommand();
    const folder = await folderWithShop(command.flags.address);
    expect(JSON.parse((await shop(folder, "status", "--json")).stdout)).toMatchObject({ faults: [] });
    expect((await shop(folder, "status")).stdout).not.toContain("on now");
    await shop(folder, "faults", "set", "shippingSlow", "800ms");
    await shop(folder, "faults", "set", "adFailure", "all", "--percent", "5");
    expect(JSON.parse((await shop(folder, "status", "--json")).stdout)).toMatchObject({
      faults: [
        { name: "shippingSlow", variant: "800ms" },
        { name: "adFailure", variant: "off", targeted: true },
      ],
    });
    expect((await shop(folder, "status")).stdout).toContain("  on now  shippingSlow 800ms, adFailure (by a rule)\n");
  });

  test("is told without the flag service, too", async () => {
    const folder = await folderWithShop(NOBODY);
    const { code, stdout } = await shop(folder, "status", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ services: [{ name: "flagservice" }] });
    expect(JSON.parse(stdout)).not.toHaveProperty("faults");
  });
});

test("npm start adds missing faults to the flags file of an older shop, and says which are on", async () => {
  const folder = stateFolder();
  const { flags } = JSON.parse(flagsFile()) as { flags: Record<string, object> };
  const own = { mine: flags["adFailure"], shippingSlow: { ...flags["shippingSlow"], defaultVariant: "800ms" } };
  writeFileSync(join(folder, "flags.json"), JSON.stringify({ flags: own }));
  const { line, stop } = await openShopIn(folder, ["--port-base", "0"]);
  await line(new RegExp(`flags.json is an older shop's: ${faults.length - 1} faults were added to it$`));
  await line(/^faults are on: shippingSlow 800ms; `npx shop faults reset` ends it$/);
  expect(JSON.parse(readFileSync(join(folder, "flags.json"), "utf8"))).toEqual({ flags: { ...flags, ...own } });
  expect(await stop()).toBe(0);
});
