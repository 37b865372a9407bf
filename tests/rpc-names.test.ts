import * as contract from "@hipstershop/contract";
import { describe, expect, test } from "vitest";
import { rpcNameProblems } from "./support/rpc-names.ts";
import { read, sourceFiles } from "./support/workspace.ts";

const isContract = (value: unknown): value is { fullName: string; definition: object } =>
  typeof value === "object" && value !== null && "fullName" in value && "definition" in value;

const rpcs = Object.values<unknown>(contract)
  .filter(isContract)
  .filter(({ fullName }) => fullName !== "grpc.health.v1.Health")
  .flatMap(({ fullName, definition }) => Object.keys(definition).map((method) => `${fullName}/${method}`));
const sources = sourceFiles(/^services\/[^/]+\/src\/.*\.ts$/)
  .filter((file) => !file.endsWith(".test.ts"))
  .map((file) => ({ file, text: read(file) }));

test("a search for what a span says finds the handler, and everyone who calls it", () => {
  expect(rpcs.length).toBeGreaterThan(30);
  expect(rpcNameProblems(rpcs, sources)).toEqual([]);
});

describe("the rule notices", () => {
  const handler = "return {\n    /** a.Carts/GetCart */\n    async getCart({ userId }, call) {\n";
  const caller = "/** a.Carts/GetCart: the cart page. */\nconst cart = clients.cart.getCart({ userId }, scope);\n";

  test("nothing where both are named", () => {
    expect(rpcNameProblems(["a.Carts/GetCart"], [{ file: "a.ts", text: handler + caller }])).toEqual([]);
  });

  test("a handler without its name", () => {
    const text = handler.replace("a.Carts/GetCart", "reads the cart");
    expect(rpcNameProblems(["a.Carts/GetCart"], [{ file: "a.ts", text }])).toEqual([
      "no handler says a.Carts/GetCart in the comment above it",
    ]);
  });

  test("a call without the rpc's name", () => {
    const text = caller.replace("a.Carts/GetCart", "reads the cart");
    expect(rpcNameProblems(["a.Carts/GetCart"], [{ file: "b.ts", text }])).toContain(
      "b.ts:2 calls getCart without naming a.Carts/GetCart above",
    );
  });
});
