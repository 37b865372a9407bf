import { describe, expect, test } from "vitest";
import * as contract from "@hipstershop/contract";
import { type Act, faults, lessons } from "@hipstershop/faults/catalogue";
import { services } from "@hipstershop/shop/topology";
import { packages, read, sourceFiles } from "../support/workspace.ts";

const variants = faults.flatMap(({ name, variants }) => variants.map((variant) => ({ fault: name, ...variant })));
const acts = variants.flatMap(({ fault, name, acts }) => acts.map((act): [string, Act] => [`${fault}:${name}`, act]));

test("names are unique, and are those that flags, baggage and metrics can have", () => {
  const names = faults.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^[a-z][A-Za-z]+$/.test(name))).toEqual([]);
  expect(variants.filter(({ name }) => !/^[\w]+$/.test(name))).toEqual([]);
});

test("off comes first and does nothing; every other variant does something", () => {
  expect(faults.filter(({ variants: [first] }) => first.name !== "off" || first.acts.length > 0)).toEqual([]);
  expect(variants.filter(({ name, acts }) => name !== "off" && acts.length === 0)).toEqual([]);
});

test("every lesson has a fault, and every fault a lesson", () => {
  expect(new Set(faults.map(({ lesson }) => lesson))).toEqual(new Set(lessons.map(({ id }) => id)));
});

describe("every act is at a place that exists:", () => {
  const rpcs = new Set(
    Object.values(contract).flatMap((value) =>
      typeof value === "object" && "fullName" in value
        ? Object.values(value.definition as object as Record<string, { path: string }>).map(({ path }) => path.slice(1))
        : [],
    ),
  );
  const names = new Set(services.map(({ name }) => name));

  test.each(acts)("%s", (_, { service, rpc }) => {
    expect(service === "*" || names.has(service)).toBe(true);
    const isKnown = rpc.endsWith("/*") ? [...rpcs].some((one) => one.startsWith(rpc.slice(0, -1))) : rpcs.has(rpc);
    expect(rpc === "*" || isKnown).toBe(true);
  });
});

test("what the texts call by name is in the sources: metrics, attributes", () => {
  const sources = sourceFiles(/^(services|libs|tools|traceview)\/.*\/?src\/.*\.ts$/)
    .filter((file) => !file.startsWith("libs/faults/src/catalogue/") && !file.endsWith(".test.ts"))
    .map(read)
    .join("\n");
  const written = faults.flatMap(({ name, shows, teaches, effect }) =>
    [...Object.values(shows), teaches, effect].flatMap((text: string) =>
      [...text.matchAll(/\b(?:app|rpc|process|nodejs|http)[._][\w.]*\w/g)].map(([word]) => ({ name, word })),
    ),
  );
  expect(written.length).toBeGreaterThan(10);
  expect(written.filter(({ word }) => !sources.includes(word))).toEqual([]);
});

test("no service knows of faults: the engine is started by the runtime", () => {
  const knowing = packages().filter(
    ({ layer, dependencies }) => layer === "service" && "@hipstershop/faults" in dependencies,
  );
  expect(knowing).toEqual([]);
});
