import { readFileSync } from "node:fs";
import { join } from "node:path";
import { birthOf } from "@hipstershop/locks";
import type { ShopStatus } from "@hipstershop/shop/status";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  endShops,
  openShopIn,
  openShop,
  type OpenShop,
  removeFolders,
  shop,
  stateFolder,
} from "./support/shop-command.ts";
import { checkoutFields, Visitor } from "./support/visitor.ts";

/** Starting eleven processes, on a machine that may be busy. */
const OPEN_MS_MAX = 60_000;

afterAll(() => {
  endShops();
  removeFolders();
});

describe("shop stop, pause and start", () => {
  let open: OpenShop;
  beforeAll(async () => {
    // Short deadlines, so that no test waits for long.
    const variables = { RPC_DEADLINE_MS: "2000" };
    open = await openShopIn(stateFolder(), ["--processes", "--from-sources", "--port-base", "0"], { variables });
  }, OPEN_MS_MAX);
  afterAll(() => open?.stop());

  /** What `shop status` says, and what the status file says. */
  async function statesOf(name: string): Promise<readonly (string | undefined)[]> {
    const asked = (await shop(open.folder, "status", "--json")).stdout;
    const file = readFileSync(join(open.folder, "status.json"), "utf8");
    return [asked, file].map(
      (text) => (JSON.parse(text) as ShopStatus).services.find((one) => one.name === name)?.state,
    );
  }

  async function visitorWithCart(): Promise<Visitor> {
    const visitor = new Visitor(open.status.frontend);
    await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
    return visitor;
  }

  test(
    "a stopped service stays away until it is started",
    async () => {
      const visitor = await visitorWithCart();
      const stopped = await shop(open.folder, "stop", "paymentservice");
      expect(stopped).toMatchObject({ code: 0, stderr: "" });
      expect(stopped.stdout).toMatch(/^paymentservice is stopped: no order can be placed\. .*UNAVAILABLE.*\n$/);
      expect(await statesOf("paymentservice")).toEqual(["stopped", "stopped"]);
      expect((await visitor.post("/cart/checkout", checkoutFields)).status).toBe(503);
      expect(await shop(open.folder, "stop", "paymentservice")).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("paymentservice is already stopped"),
      });

      const started = await shop(open.folder, "start", "paymentservice");
      expect(started).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^paymentservice serves again \(pid \d+\)\n$/),
      });
      expect(await statesOf("paymentservice")).toEqual(["serving", "serving"]);
      // Callers try to connect three times per second.
      await expect.poll(async () => (await visitor.post("/cart/checkout", checkoutFields)).status).toBe(200);
    },
    OPEN_MS_MAX,
  );

  test(
    "who calls a paused service gets no answer in time, and a page does without it",
    async () => {
      const visitor = await visitorWithCart();
      expect((await visitor.get("/cart")).status).toBe(200);
      const paused = await shop(open.folder, "pause", "shippingservice", "--json");
      expect(JSON.parse(paused.stdout)).toMatchObject({ name: "shippingservice", state: "paused" });
      expect(await statesOf("shippingservice")).toEqual(["paused", "paused"]);
      const page = await visitor.get("/cart");
      expect([page.status, page.body]).toEqual([200, expect.stringContaining("What shipping costs")]);
      await expect
        .poll(async () => (await shop(open.folder, "trace", "show", "--json", page.traceId)).stdout)
        .toContain("DEADLINE_EXCEEDED");

      expect((await shop(open.folder, "start", "shippingservice")).stdout).toContain("shippingservice serves again");
      await expect.poll(async () => (await visitor.get("/cart")).body).not.toContain("What shipping costs");
      expect((await shop(open.folder, "start", "shippingservice")).stdout).toContain("shippingservice already serves");
    },
    OPEN_MS_MAX,
  );

  test("a service that somebody else froze is unresponsive, and goes on when it is started", async () => {
    const { pid = 0 } = open.status.services.find(({ name }) => name === "adservice") ?? {};
    process.kill(pid, "SIGSTOP");
    expect(await statesOf("adservice")).toEqual(["unresponsive", "serving"]);
    expect(await shop(open.folder, "start", "adservice")).toMatchObject({ code: 0 });
    expect(await statesOf("adservice")).toEqual(["serving", "serving"]);
  });

  test.each([
    [["stop", "payment"], /there is no service payment \(did you mean paymentservice\?\): there are adservice, cart/],
    [["stop", "\u001b[31m"], /there is no service \\x1b\[31m: there are/],
    [["stop"], /missing required argument 'service'/],
  ])("%j is refused with a hint", async (args, hint) => {
    const { code, stderr, stdout } = await shop(open.folder, ...args);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(hint);
  });
});

describe("without a shop that has processes", () => {
  test("there is nothing to stop, and it is told how to open one", async () => {
    const { code, stderr } = await shop(stateFolder(), "stop", "paymentservice");
    expect([code, stderr]).toEqual([1, "shop: no shop is open here; `npm start` opens one\n"]);
  });

  test("a shop in one process says how to have processes", async () => {
    const { folder, stop } = await openShop("--port-base", "0");
    const { code, stderr } = await shop(folder, "pause", "paymentservice");
    expect([code, stderr]).toEqual([1, expect.stringContaining("npm start -- --processes")]);
    await stop();
  });
});

describe("the end of a shop with paused and stopped services", () => {
  async function openHalf(): Promise<OpenShop> {
    const open = await openShop("--processes", "--from-sources", "--port-base", "0");
    for (const command of [
      ["pause", "frontend"],
      ["pause", "cartservice"],
      ["stop", "paymentservice"],
    ])
      expect(await shop(open.folder, ...command)).toMatchObject({ code: 0 });
    return open;
  }

  test(
    "leaves nothing behind on Ctrl-C",
    async () => {
      const { status, stop } = await openHalf();
      expect(await stop()).toBe(0);
      for (const { pid } of status.services) expect(birthOf(pid)).toBe("");
    },
    OPEN_MS_MAX,
  );

  test(
    "leaves nothing behind when the runner is killed",
    async () => {
      const { status, stop } = await openHalf();
      await stop("SIGKILL");
      const births = () => status.services.map(({ pid }) => birthOf(pid)).join("");
      await expect.poll(births).toBe("");
    },
    OPEN_MS_MAX,
  );
});
