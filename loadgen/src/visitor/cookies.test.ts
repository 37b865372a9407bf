import { expect, test } from "vitest";
import { Cookies } from "./cookies.ts";

test("cookies are kept by name, replaced, and deleted when the server says so", () => {
  const cookies = new Cookies();
  expect(cookies.header).toBe("");
  cookies.storeFrom(["a=1; Path=/; HttpOnly", "b=2; Max-Age=172800"]);
  cookies.storeFrom("a=3; Path=/");
  cookies.storeFrom(undefined);
  expect(cookies.header).toBe("a=3; b=2");
  cookies.storeFrom("a=; Max-Age=0; Path=/");
  expect(cookies.header).toBe("b=2");
  cookies.storeFrom([
    "b=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    "c=%20=; Max-Age=5; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    "odd",
  ]);
  expect(cookies.header).toBe("c=%20=");
});
