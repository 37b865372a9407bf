import { describe, expect, test } from "vitest";
import { errorPage } from "./index.ts";
import type { ErrorModel } from "./models.ts";
import { attribute, piece, tags, text } from "../../test/views/markup.ts";
import { failure, frame } from "../../test/views/samples.ts";

function failed(change: Partial<ErrorModel> = {}, baseUrl = ""): string {
  return errorPage({ ...frame, baseUrl }, { ...failure, ...change });
}

function retryLink(page: string): string | undefined {
  return attribute(tags(piece(page, 'class="retry"'), "a")[0] ?? "", "href");
}

describe("the error page", () => {
  test("says status, message, request id and trace id", () => {
    const section = text(piece(failed(), "error-page"));
    for (const words of [
      "503 Service Unavailable",
      failure.message,
      `request-id: ${frame.requestId}`,
      `trace-id: ${frame.traceId}`,
    ]) {
      expect(text(failed())).toContain(words);
    }
    expect(section).toContain("The shop is catching its breath.");
  });

  test.each([
    [404, "We looked everywhere."],
    [422, "Something needs another look."],
    [418, "That did not work."],
    [500, "Something broke behind the counter."],
  ])("has a friendly word for %i", (status, words) => {
    expect(text(piece(failed({ status }), 'id="error-title"'))).toBe(words);
  });

  test("offers another try when that can help, and says how long to wait", () => {
    expect(retryLink(failed())).toBe("");
    expect(text(piece(failed(), 'class="retry"'))).toBe("Try again A pause of 5 seconds helps.");
    expect(text(piece(failed({ retryAfterSeconds: 1 }), 'class="retry"'))).toContain("1 second helps");
    expect(text(piece(failed({ retryAfterSeconds: 0 }), 'class="retry"'))).toBe("Try again");
  });

  test("starts over elsewhere when this address cannot be asked again", () => {
    expect(retryLink(failed({ retryUrl: "/cart" }, "/shop"))).toBe("/shop/cart");
    expect(retryLink(failed({ retryUrl: "/shop/cart" }, "/shop"))).toBe("/shop/cart");
    expect(retryLink(failed({ retryUrl: "javascript:alert(1)" }))).toBe("");
  });

  test("offers none when it cannot help", () => {
    expect(failed({ retryAfterSeconds: undefined })).not.toContain("Try again");
  });

  test("says what still works", () => {
    expect(tags(piece(failed({}, "/shop"), "still-works"), "a").map((tag) => attribute(tag, "href"))).toEqual([
      "/shop/",
      "/shop/cart",
    ]);
  });

  test("keeps the developers' view to debug mode, within reach of the keyboard", () => {
    expect(failed()).toMatch(/<pre class="detail" tabindex="0">RpcError: 14 UNAVAILABLE/);
    expect(failed({ detail: "" })).not.toMatch(/<pre|For developers/);
  });
});
