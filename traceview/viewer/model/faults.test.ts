import { expect, test } from "vitest";
import { faultsOf, faultText } from "./faults.ts";

const fault = { name: "paymentFailure", variant: "declined", targeted: false, targets: [] };

test.each([
  [fault, "declined"],
  [{ ...fault, targeted: true }, "declined, for some requests"],
  [{ ...fault, targeted: true, targets: ["declined", "expired"] }, "declined or expired, for some requests"],
  [{ ...fault, variant: "off", targeted: true, targets: ["expired"] }, "expired, for some requests"],
  [{ ...fault, variant: "off", targeted: true }, "for some requests"],
])("%o is told as %j", (active, text) => {
  expect(faultText(active)).toBe(text);
});

test("a span names each fault that acted in it", () => {
  const tag = (key: string, value: string) => ({ key, value, type: "string" as const });
  const others = [tag("app.fault.ignored", "unheardOf:on (unknown)"), tag("http.route", "/")];
  expect(faultsOf({ tags: others })).toEqual([]);
  expect(faultsOf({ tags: [...others, tag("app.fault", "adFailure:all")] })).toEqual(["adFailure:all"]);
  expect(faultsOf({ tags: [tag("app.fault", "adFailure:all+shippingSlow:200ms")] })).toEqual([
    "adFailure:all",
    "shippingSlow:200ms",
  ]);
});
