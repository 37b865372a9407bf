import { describe, expect, test } from "vitest";
import { Env, EnvError, parseDuration, shopVersion } from "./env.ts";

/** What assertComplete says of an environment, after `read`. */
function complaint(values: Record<string, string>, read: (env: Env) => unknown): string {
  const env = new Env(values);
  read(env);
  try {
    env.assertComplete();
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(EnvError);
    return (error as Error).message;
  }
}

test("what is not set, or set to nothing, has its default", () => {
  const env = new Env({ EMPTY: "" });
  expect(env.text("EMPTY", "x")).toBe("x");
  expect(env.port("PORT", 7070)).toBe(7070);
  expect(env.flag("FLAG", true)).toBe(true);
  expect(env.choice("CHOICE", "b", ["a", "b"])).toBe("b");
  expect(env.choices("CHOICES", ["a"], ["a", "b"])).toEqual(["a"]);
  expect(env.duration("DURATION")).toBe(0);
  expect(env.pairs("PAIRS")).toEqual({});
  env.assertComplete();
});

test("what is set is read as its type", () => {
  const env = new Env({
    PORT: "0",
    RATIO: "0.25",
    ON: "TRUE",
    OFF: "no",
    CHOICE: "a",
    CHOICES: "b, a",
    WAIT: "1m30s",
    PAIRS: "region=home, team=a%20b ,x=",
    ADDRESS: "cartservice:7070",
    V6: "[::1]:7070",
  });
  expect(env.port("PORT", 7070)).toBe(0);
  expect(env.decimal("RATIO", 1, { min: 0, max: 1 })).toBe(0.25);
  expect([env.flag("ON", false), env.flag("OFF", true)]).toEqual([true, false]);
  expect(env.choice("CHOICE", "b", ["a", "b"])).toBe("a");
  expect(env.choices("CHOICES", ["a"], ["a", "b"])).toEqual(["a", "b"]);
  expect(env.duration("WAIT")).toBe(90_000);
  expect(env.pairs("PAIRS")).toEqual({ region: "home", team: "a b", x: "" });
  expect([env.address("ADDRESS"), env.address("V6")]).toEqual(["cartservice:7070", "[::1]:7070"]);
  env.assertComplete();
});

describe("a wrong variable is named with what was found and what would do", () => {
  test.each<[Record<string, string>, (env: Env) => unknown, string]>([
    [
      {},
      (env) => env.address("CART_SERVICE_ADDR"),
      "CART_SERVICE_ADDR is not set: set it to host:port, such as cartservice:7070",
    ],
    [{ A: "http://x" }, (env) => env.address("A"), 'A is "http://x", but must be host:port'],
    [{ A: "host:port" }, (env) => env.address("A"), 'A is "host:port", but must be host:port'],
    [{ PORT: "70000" }, (env) => env.port("PORT", 1), 'PORT is "70000", but must be a whole number from 0 to 65535'],
    [{ PORT: "1e3.5" }, (env) => env.port("PORT", 1), 'PORT is "1e3.5"'],
    [
      { N: "-1" },
      (env) => env.integer("N", 1, { min: 0, max: 9 }),
      'N is "-1", but must be a whole number from 0 to 9',
    ],
    [{ R: "2" }, (env) => env.decimal("R", 1, { min: 0, max: 1 }), 'R is "2", but must be a number from 0 to 1'],
    [{ F: "maybe" }, (env) => env.flag("F", true), 'F is "maybe", but must be on or off'],
    [{ C: "c" }, (env) => env.choice("C", "a", ["a", "b"]), 'C is "c", but must be one of a, b'],
    [
      { C: "a,c" },
      (env) => env.choices("C", ["a"], ["a", "b"]),
      'C is "a,c", but must be a comma-separated list of a, b',
    ],
    [{ D: "5 s" }, (env) => env.duration("D"), 'D is "5 s", but must be a duration such as "5.5s" or "250ms"'],
    [{ P: "novalue" }, (env) => env.pairs("P"), 'P is "novalue", but must be key=value pairs'],
    [{ P: "a=%zz" }, (env) => env.pairs("P"), 'P is "a=%zz"'],
  ])("%j", (values, read, message) => expect(complaint(values, read)).toContain(message));

  test("all of them at once", () => {
    const message = complaint({ PORT: "x", F: "y" }, (env) => [
      env.port("PORT", 1),
      env.flag("F", true),
      env.address("A"),
    ]);
    expect(message).toContain("needs 3 changes");
    expect(message.split("\n")).toHaveLength(4);
  });
});

test("it remembers what was asked for, in order, for the tables in the READMEs", () => {
  const env = new Env({});
  env.port("PORT", 7070);
  env.address("CART_SERVICE_ADDR");
  env.flag("GRPC_REFLECTION", true);
  expect(env.asked).toEqual([
    { name: "PORT", fallback: "7070" },
    { name: "CART_SERVICE_ADDR", fallback: undefined },
    { name: "GRPC_REFLECTION", fallback: "on" },
  ]);
});

test.each([
  ["5.5s", 5500],
  ["250ms", 250],
  ["1h2m3s", 3_723_000],
  ["100us", 0.1],
  ["0", 0],
  ["", undefined],
  ["5", undefined],
  ["-5s", undefined],
  ["5s garbage", undefined],
])("the duration %j is %s ms", (text, ms) => expect(parseDuration(text)).toBe(ms));

test("the version is the package's, unless the environment knows better", () => {
  expect(shopVersion(new Env({}))).toMatch(/^\d+\.\d+\.\d+/);
  expect(shopVersion(new Env({ SERVICE_VERSION: "2.0.0-canary" }))).toBe("2.0.0-canary");
});
