import { ROOT_CONTEXT } from "@hipstershop/telemetry";
import { afterEach, expect, test, vi } from "vitest";
import { scopeOf, type Visit } from "./visit.ts";

afterEach(() => void vi.useRealTimers());

const { signal } = new AbortController();
const visit = (deadline: number) => ({ context: ROOT_CONTEXT, signal, deadline }) as Visit;

test("no call outlasts the page, however late it is begun", () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1000 });
  expect(scopeOf(visit(3000)).deadline).toBe(3000);
  vi.setSystemTime(2900);
  expect(scopeOf(visit(3000)).deadline).toBe(3000);
});

test("a call that may take less is cut off before the page", () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1000 });
  expect(scopeOf(visit(3000), 100).deadline).toBe(1100);
  vi.setSystemTime(2950);
  expect(scopeOf(visit(3000), 100).deadline).toBe(3000);
});

test("a call ends when the visitor leaves, and belongs to the visit's trace", () => {
  expect(scopeOf(visit(1))).toMatchObject({ context: ROOT_CONTEXT, signal });
});
