import { expect, test } from "vitest";
import { CallError, passedOn, Status, type StatusCode } from "./errors.ts";

const TOLD: readonly [theirs: keyof typeof Status, ours: StatusCode][] = [
  ["CANCELLED", Status.UNAVAILABLE],
  ["UNKNOWN", Status.INTERNAL],
  ["INVALID_ARGUMENT", Status.INTERNAL],
  ["DEADLINE_EXCEEDED", Status.DEADLINE_EXCEEDED],
  ["NOT_FOUND", Status.INTERNAL],
  ["ALREADY_EXISTS", Status.INTERNAL],
  ["PERMISSION_DENIED", Status.INTERNAL],
  ["RESOURCE_EXHAUSTED", Status.UNAVAILABLE],
  ["FAILED_PRECONDITION", Status.INTERNAL],
  ["ABORTED", Status.UNAVAILABLE],
  ["OUT_OF_RANGE", Status.INTERNAL],
  ["UNIMPLEMENTED", Status.INTERNAL],
  ["INTERNAL", Status.INTERNAL],
  ["UNAVAILABLE", Status.UNAVAILABLE],
  ["DATA_LOSS", Status.INTERNAL],
  ["UNAUTHENTICATED", Status.INTERNAL],
];

test.each(TOLD)("%s of a service that we asked is our %i: our caller's fault it never is", (theirs, ours) => {
  const cause = new CallError(Status[theirs], "no");
  expect(passedOn(cause)).toMatchObject({ code: ours, message: "no", cause });
});

test("and every status was asked about", () => {
  const names = Object.keys(Status).filter((name) => !/^\d+$/.test(name) && name !== "OK");
  expect(TOLD.map(([name]) => name).sort()).toEqual(names.sort());
});

test("a call that ended since our caller left is CANCELLED", () => {
  const passed = (code: StatusCode) => passedOn(new CallError(code, "no"), { hasCallerLeft: true }).code;
  expect([passed(Status.CANCELLED), passed(Status.UNAVAILABLE)]).toEqual([Status.CANCELLED, Status.UNAVAILABLE]);
});

test("what was being done stands in front; reasons are handed on, what belongs to the connection is not", () => {
  const metadata = { "x-decline-reason": "expired", "content-type": "application/grpc", date: "today" };
  const passed = passedOn(new CallError(Status.INTERNAL, "no", { metadata }), { what: "failed to ask" });
  expect([passed.message, passed.metadata]).toEqual(["failed to ask: no", { "x-decline-reason": "expired" }]);
});

test("a status can be given a meaning", () => {
  const meanings = new Map([[Status.NOT_FOUND, Status.FAILED_PRECONDITION]]);
  const passed = (code: StatusCode) => passedOn(new CallError(code, "no"), { meanings }).code;
  expect([passed(Status.NOT_FOUND), passed(Status.FAILED_PRECONDITION)]).toEqual([
    Status.FAILED_PRECONDITION,
    Status.INTERNAL,
  ]);
});

test.each([
  ["UNAVAILABLE", true],
  ["DEADLINE_EXCEEDED", true],
  ["CANCELLED", true],
  ["UNKNOWN", true],
  ["INTERNAL", true],
  ["DATA_LOSS", true],
  ["INVALID_ARGUMENT", false],
  ["ALREADY_EXISTS", false],
  ["UNIMPLEMENTED", false],
  ["PERMISSION_DENIED", false],
] as const)("a call that ended as %s may have done its work: %s; never when it was not sent", (code, maybe) => {
  expect(new CallError(Status[code], "no").mayBeDone).toBe(maybe);
  expect(new CallError(Status[code], "no", { isUnsent: true }).mayBeDone).toBe(false);
});
