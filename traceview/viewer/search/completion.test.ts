import { expect, test } from "vitest";
import { completed, completionLabel, unfinishedAt } from "./completion.ts";

test.each([
  ["", { key: undefined, text: "", from: 0 }],
  ["app.cur", { key: undefined, text: "app.cur", from: 0 }],
  ["error -(serv", { key: undefined, text: "serv", from: 8 }],
  ["error -serv", { key: undefined, text: "serv", from: 7 }],
  ["error ", { key: undefined, text: "", from: 6 }],
  ["service=", { key: "service", text: "", from: 8 }],
  ["-service!=pay", { key: "service", text: "pay", from: 10 }],
  ["duration>=5", { key: "duration", text: "5", from: 10 }],
  ['operation="GET /c', { key: "operation", text: "GET /c", from: 10 }],
  ["app.user-agent=x", { key: "app.user-agent", text: "x", from: 15 }],
  ['operation="GET /" ', { key: undefined, text: "", from: 18 }],
  ['"a word', undefined],
  ['a "b"', undefined],
] as const)("at the end of %j stands %j", (q, expected) => {
  expect(unfinishedAt(q, q.length)).toEqual(expected);
});

const complete = (q: string, key: string, value: string, cursor = q.length) => {
  const unfinished = unfinishedAt(q, cursor)!;
  const { q: text, cursor: at } = completed(q, cursor, unfinished, { key, value });
  return `${text.slice(0, at)}|${text.slice(at)}`;
};

test("a completion takes the place of what was written, and a value is quoted where it must be", () => {
  expect(complete("app.cur", "app.currency.to", "")).toBe("app.currency.to=|");
  expect(complete("err", "error", "")).toBe("error |");
  expect(complete("dur", "duration", "")).toBe("duration>|");
  expect(complete("-service=pay", "service", "paymentservice")).toBe("-service=paymentservice |");
  expect(complete("pay", "service", "paymentservice")).toBe("service=paymentservice |");
  expect(complete('operation="GET /c', "operation", "GET /cart")).toBe('operation="GET /cart" |');
  expect(complete("serv error", "service", "", 4)).toBe("service=| error");
  expect(complete("service=pa error", "service", "paymentservice", 10)).toBe("service=paymentservice |error");
});

test("the list shows keys with what follows, and values alone after their key", () => {
  const [atKey, atValue] = [unfinishedAt("pay", 3)!, unfinishedAt("service=pay", 11)!];
  const payment = { key: "service", value: "paymentservice" };
  expect(completionLabel(payment, atKey)).toBe("service=paymentservice");
  expect(completionLabel(payment, atValue)).toBe("paymentservice");
  expect(completionLabel({ key: "http.route", value: "" }, atKey)).toBe("http.route …");
  expect(completionLabel({ key: "error", value: "" }, atKey)).toBe("error");
});
