import { NOBODY } from "@hipstershop/testkit";
import { faults } from "@hipstershop/faults/catalogue";
import { FaultSwitches } from "@hipstershop/faults/switches";
import { describe, expect, test } from "vitest";
import { startFaultFlags, startPlayedFlagd } from "../support/flag-service.ts";
import { articleOf, sendRaw, startTraining, textOf } from "../support/training.ts";

/** The pages beside a flag service of their own. */
async function startPages(flagOptions: Parameters<typeof startFaultFlags>[0] = {}) {
  const stack = new AsyncDisposableStack();
  const flags = stack.use(await startFaultFlags(flagOptions));
  const pages = stack.use(await startTraining({ FLAG_SERVICE_ADDR: flags.address }));
  const switches = stack.use(new FaultSwitches(flags.address, flags.telemetry));
  const stateOf = async (name: string, context = {}) =>
    (await switches.list(context)).find(({ fault }) => fault.name === name);
  return { flags, pages, switches, stateOf, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe("the page of faults", () => {
  test("lists every fault, all off, without a script", async () => {
    await using shop = await startPages();
    const { status, body, headers } = await shop.pages.get("/faults");
    expect(status).toBe(200);
    expect(textOf(body)).toContain("Nothing is broken");
    for (const { name } of faults) expect(articleOf(body, name), name).toContain("Off for everybody.");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("content-security-policy")).not.toContain("script-src");
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("has its files, and is beside the course, where the root leads to", async () => {
    await using shop = await startPages();
    const { status, headers } = await shop.pages.get("/");
    expect([status, headers.get("location")]).toEqual([302, "/course"]);
    const { body } = await shop.pages.get("/faults");
    const files = [...body.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, path = ""]) => path);
    expect(files).toHaveLength(3);
    for (const path of files) expect((await shop.pages.get(path)).status, path).toBe(200);
    expect((await shop.pages.get("/_healthz")).body).toBe("ok");
  });

  test("switches a fault for everybody, and tells so", async () => {
    await using shop = await startPages();
    const { status, headers } = await shop.pages.post("/faults/shippingSlow?currency=EUR", { variant: "800ms" });
    expect([status, headers.get("location")]).toEqual([303, "/faults?currency=EUR&done=shippingSlow"]);
    expect(await shop.stateOf("shippingSlow")).toMatchObject({ defaultVariant: "800ms", targeting: "" });
    const { body } = await shop.pages.get("/faults?done=shippingSlow");
    expect(textOf(body)).toContain("shippingSlow is on: 800ms for everybody.");
    expect(textOf(body)).toContain("One fault is on");
  });

  test("switches a fault for a share of certain requests, and shows what each gets", async () => {
    await using shop = await startPages();
    const limits = { percent: "", key: "currency", value: "JPY" };
    await shop.pages.post("/faults/paymentFailure", { variant: "declined", ...limits });
    expect(await shop.stateOf("paymentFailure")).toMatchObject({ effective: "off", defaultVariant: "off" });
    const inYen = articleOf((await shop.pages.get("/faults?currency=JPY")).body, "paymentFailure");
    expect(inYen).toContain("paymentFailure declined");
    expect(inYen).toContain("The rule gives declined to this request.");
    expect(inYen).toContain("Rule: declined for requests whose currency is “JPY”.");
    const inEuros = articleOf((await shop.pages.get("/faults?currency=EUR")).body, "paymentFailure");
    expect(inEuros).toContain("The rule gives off to this request.");
    await shop.pages.post("/faults/paymentFailure", { variant: "declined", percent: "40" });
    const sessions = Array.from({ length: 50 }, (_, i) => shop.stateOf("paymentFailure", { targetingKey: `s-${i}` }));
    const hit = (await Promise.all(sessions)).filter((state) => state?.effective === "declined");
    expect(hit.length).toBeGreaterThan(8);
    expect(hit.length).toBeLessThan(32);
  });

  test("switches a fault only for the learner whose cookie it is, as long as they want", async () => {
    await using shop = await startPages();
    const [ada, bob] = [{ cookie: "shop_learner=Ada" }, { cookie: "shop_learner=Bob" }];
    const cardOf = async (who?: Record<string, string>) =>
      articleOf((await shop.pages.get("/faults", who)).body, "shippingSlow");
    const effectiveFor = async (learner: string) => (await shop.stateOf("shippingSlow", { learner }))?.effective;
    const mine = (variant: string) => ({ whom: "me", variant, percent: "", key: "", value: "" });
    // Both at once: neither is lost.
    await Promise.all([
      shop.pages.post("/faults/shippingSlow", mine("800ms"), ada),
      shop.pages.post("/faults/shippingSlow", mine("200ms"), bob),
    ]);
    expect([await effectiveFor("Ada"), await effectiveFor("Bob"), await effectiveFor("Eve")]).toEqual([
      "800ms",
      "200ms",
      "off",
    ]);
    expect(await cardOf(ada)).toContain("Only for you: 800ms");
    expect(await cardOf(bob)).toContain("Only for you: 200ms");
    expect(await cardOf({ cookie: "shop_learner=Eve" })).not.toContain("Only for you:");
    expect(await cardOf(ada)).toContain("For whom (shippingSlow) only me Ada everybody");
    await shop.pages.post("/faults/shippingSlow/mine/remove", {}, ada);
    expect([await effectiveFor("Ada"), await effectiveFor("Bob")]).toEqual(["off", "200ms"]);
    await shop.pages.post("/faults/shippingSlow", mine("off"), bob);
    expect(await shop.stateOf("shippingSlow")).toMatchObject({ targeting: "", defaultVariant: "off" });
  });

  test("has off for one learner while the fault is on for everybody", async () => {
    await using shop = await startPages();
    const ada = { cookie: "shop_learner=Ada" };
    await shop.pages.post("/faults/shippingSlow", { whom: "all", variant: "800ms" }, ada);
    await shop.pages.post("/faults/shippingSlow", { whom: "me", variant: "off" }, ada);
    expect((await shop.stateOf("shippingSlow", { learner: "Ada" }))?.effective).toBe("off");
    expect((await shop.stateOf("shippingSlow", { learner: "Bob" }))?.effective).toBe("800ms");
  });

  test("asks for a name before a fault is only for someone, and offers it for no fault of a whole process", async () => {
    await using shop = await startPages();
    const nobody = await shop.pages.post("/faults/shippingSlow", { whom: "me", variant: "800ms" });
    expect([nobody.status, textOf(nobody.body).includes("Take a name in the course first")]).toEqual([422, true]);
    expect(articleOf(nobody.body, "shippingSlow")).not.toContain("only me");
    const ada = { cookie: "shop_learner=Ada" };
    const whole = faults.find(({ perRequest }) => !perRequest);
    const refused = await shop.pages.post(`/faults/${whole?.name}`, { whom: "me", variant: "off" }, ada);
    expect([refused.status, textOf(refused.body).includes("it is for everybody")]).toEqual([422, true]);
    expect(articleOf(refused.body, whole?.name ?? "")).not.toContain("only me");
  });

  test("takes a rule away, and leaves the default", async () => {
    await using shop = await startPages();
    await shop.switches.set("adFailure", "every3");
    await shop.switches.target("adFailure", '{"if":[{"==":[{"var":"country"},"Japan"]},"all",null]}');
    const before = articleOf((await shop.pages.get("/faults?country=Chile")).body, "adFailure");
    expect(before).toContain("The rule says nothing about this request, which gets the default, every3.");
    expect(before).toContain("by a rule that was written by hand");
    expect((await shop.pages.post("/faults/adFailure/rule/remove")).status).toBe(303);
    expect(await shop.stateOf("adFailure")).toMatchObject({ effective: "every3", targeting: "" });
  });

  test("switches all off with one click", async () => {
    await using shop = await startPages();
    await shop.switches.set("adFailure", "all");
    await shop.switches.target("shippingSlow", '{"fractional":[["800ms",1],["off",1]]}');
    const { status, headers } = await shop.pages.post("/faults/reset?learner=ada");
    expect([status, headers.get("location")]).toEqual([303, "/faults?learner=ada&done=reset"]);
    expect((await shop.switches.list()).filter((state) => state.effective !== "off" || state.targeting)).toEqual([]);
    expect(textOf((await shop.pages.get("/faults?done=reset")).body)).toContain("All faults are off.");
  });

  test.each([
    ["/faults/shippingSlow", { variant: "80ms" }, 422, "did you mean 800ms"],
    ["/faults/shippingSlow", { variant: "800ms", percent: "many" }, 422, "The share is a whole number"],
    ["/faults/nothing", { variant: "on" }, 404, "There is no fault of this name."],
    ["/faults/nothing/try", { variant: "on" }, 404, "There is no fault of this name."],
    ["/faults/shippingSlow/try", { variant: "off" }, 422, "can be tried as 200ms, 800ms, 1500ms"],
    ["/faults/collectorAway/try", { variant: "on" }, 422, "a whole process"],
    ["/faults/currencySlow/try", { variant: "jpy" }, 422, "with a certain currency"],
  ])("refuses POST %s with %j: %i", async (path, fields, expected, sentence) => {
    await using shop = await startPages();
    const before = shop.flags.text();
    const { status, body } = await shop.pages.post(path, fields);
    expect(status).toBe(expected);
    expect(textOf(body)).toContain(sentence);
    expect(shop.flags.text()).toBe(before);
  });

  test.each([
    [{ "sec-fetch-site": "cross-site" }, "sent from another site"],
    [{ origin: "http://evil.example" }, "sent from another site"],
    [
      { host: "evil.example:8082", origin: "http://evil.example:8082", "sec-fetch-site": "same-origin" },
      "not known under this name",
    ],
  ])("refuses a form with %j", async (headers, sentence) => {
    await using shop = await startPages();
    const { status, body } = await sendRaw(shop.pages.port, "POST", "/faults/reset", headers);
    expect([status, textOf(body)]).toEqual([403, expect.stringContaining(sentence)]);
  });

  test("is read under the names that it has, and no other", async () => {
    await using flags = await startFaultFlags();
    await using pages = await startTraining({
      FLAG_SERVICE_ADDR: flags.address,
      HOST_NAMES: "a.example, Training.example",
    });
    const statusFor = async (host: string) => (await sendRaw(pages.port, "GET", "/faults", { host })).status;
    expect(await Promise.all(["training.example", "localhost:1", "evil.example"].map(statusFor))).toEqual([
      200, 200, 403,
    ]);
  });
});

describe("a flag service that", () => {
  test("does not answer leaves the catalogue, with 503", async () => {
    await using pages = await startTraining({ FLAG_SERVICE_ADDR: NOBODY });
    const { status, body, headers } = await pages.get("/faults");
    expect([status, headers.get("retry-after")]).toEqual([503, "3"]);
    expect(textOf(body)).toContain(`The flag service at ${NOBODY} does not answer`);
    expect(articleOf(body, "shippingSlow")).toContain("Shipping quotes take longer");
    expect(body).not.toContain('action="/faults/shippingSlow"');
    const refused = await pages.post("/faults/reset");
    expect([refused.status, textOf(refused.body)]).toEqual([503, expect.stringContaining("Nothing was switched off")]);
  });

  test("is read-only says so when something is to be changed", async () => {
    await using shop = await startPages({ readOnly: true });
    expect((await shop.pages.get("/faults")).status).toBe(200);
    for (const path of ["/faults/shippingSlow", "/faults/shippingSlow/rule/remove", "/faults/reset"]) {
      const { status, body } = await shop.pages.post(path, { variant: "800ms" });
      expect([path, status]).toEqual([path, 409]);
      expect(textOf(body)).toMatch(/not (switched|removed)|Nothing was switched off/);
      expect(textOf(body)).toMatch(/read-only|FLAGS_READONLY/);
    }
  });

  test("is a flagd shows what is effective, and changes nothing", async () => {
    await using flagd = await startPlayedFlagd();
    await using pages = await startTraining({ FLAG_SERVICE_ADDR: flagd.address });
    const { status, body } = await pages.get("/faults");
    expect(status).toBe(200);
    expect(textOf(body)).toContain("this is flagd");
    expect(textOf(body)).toContain("shippingSlow : 800ms for everybody");
    expect(body).not.toContain('action="/faults/shippingSlow"');
    const refused = await pages.post("/faults/shippingSlow", { variant: "off" });
    expect([refused.status, textOf(refused.body)]).toEqual([409, expect.stringContaining("this is flagd")]);
  });
});
