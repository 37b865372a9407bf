import { Status } from "@hipstershop/rpc";
import { refuse } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { NOWHERE, startFront } from "./start-frontend.ts";

describe("the error page", () => {
  test("has status, a sentence, request and trace id, a way to try again, and no currency form", async () => {
    await using front = await startFront({ config: { places: { ...NOWHERE, traces: "http://traces.example" } } });
    front.backends.rpcs.listProducts = refuse(Status.UNAVAILABLE);
    const { body, headers } = await front.get("/");
    const traceId = headers["traceresponse"]?.split("-")[1] ?? "";
    for (const fact of [
      "503 Service Unavailable",
      "A part of the shop is not answering at the moment.",
      `request-id: ${headers["x-request-id"]}`,
      `trace-id: ${traceId}`,
      `http://traces.example/trace/${traceId}`,
      "Try again",
    ]) {
      expect(body).toContain(fact);
    }
    expect(body).not.toContain("currency_form");
  });

  test.each([false, true])("shows what failed only when it may (DEBUG_ERRORS: %s)", async (debug) => {
    await using front = await startFront({ config: { debug } });
    front.backends.rpcs.listProducts = refuse(Status.INTERNAL, "a <b>secret</b>");
    const { status, body } = await front.get("/");
    expect(status).toBe(500);
    expect(body.includes("a &lt;b&gt;secret&lt;/b&gt;")).toBe(debug);
    expect(body.includes("errors.ts")).toBe(debug);
    expect(body).not.toContain("<b>secret");
  });

  test("is one for our own bugs too", async () => {
    await using front = await startFront();
    front.backends.rpcs.convert = () => ({ currencyCode: "USD", units: "1", nanos: -1 });
    const { status, body } = await front.get("/");
    expect([status, body.includes("Something went wrong on our side.")]).toEqual([500, true]);
    expect(body).not.toContain("nanos");
  });

  test("a failed form leads to the cart, not to itself", async () => {
    await using front = await startFront();
    front.backends.rpcs.emptyCart = refuse(Status.UNAVAILABLE);
    const { body } = await front.post("/cart/empty");
    expect(body).toMatch(/<a class="button" href="\/cart">Try again/);
  });
});
