import { expect, test } from "vitest";
import { Cookies } from "./cookies.ts";

test("cookies are kept by name, replaced, and deleted when told", () => {
  const cookies = new Cookies();
  expect(cookies.header).toBe("");
  cookies.storeFrom(["a=1; Path=/; HttpOnly", "b=2; Max-Age=172800"]);
  cookies.storeFrom("a=3; Path=/");
  cookies.storeFrom(undefined);
  expect(cookies.header).toBe("a=3; b=2");
  cookies.storeFrom("a=; Max-Age=0; Path=/");
  expect(cookies.header).toBe("b=2");
});
