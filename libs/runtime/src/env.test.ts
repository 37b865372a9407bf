import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Env, EnvError, parseDuration, shopVersion } from "./env.ts";

/** In a folder that nobody else makes. */
const ABSENT_LOG = join(tmpdir(), `none-${process.pid}/yet.log`);

/** The problems that assertComplete reports for an environment, after `read`. */
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
    [{ C: "a,c" }, (env) => env.choices("C", ["a"], ["a", "b"]), 'C has "c", which is none of a, b'],
    [
      { D: "3s" },
      (env) => env.duration("D", 2000),
      'D is "3s", but must be a duration such as "5.5s" or "250ms", at most 2 s',
    ],
    [{ D: "5 s" }, (env) => env.duration("D"), 'D is "5 s", but must be a duration such as "5.5s" or "250ms"'],
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

describe("addresses, URLs and files are read when the environment is", () => {
  const env = (value: string) => new Env({ V: value });

  test.each<[string, (env: Env) => string, string]>([
    ["cartservice:7070\n", (e) => e.address("V"), "cartservice:7070"],
    ["dns:///cartservice:7070", (e) => e.address("V"), "dns:///cartservice:7070"],
    ["dns:cartservice:7070", (e) => e.address("V"), "dns:cartservice:7070"],
    ["[2001:db8::1]:7070", (e) => e.address("V"), "[2001:db8::1]:7070"],
    ["ipv6:[::1]:7070", (e) => e.address("V"), "[::1]:7070"],
    ["ipv4:127.0.0.1:7070", (e) => e.address("V"), "127.0.0.1:7070"],
    ["dns:///[::1]:7070", (e) => e.address("V"), "dns:///[::1]:7070"],
    ["fe80::1%eth0", (e) => e.listenAddress("V", ""), "fe80::1%eth0"],
    ["redis-cart", (e) => e.hostAndPort("V", 6379), "redis-cart:6379"],
    ["[::1]", (e) => e.hostAndPort("V", 6379), "[::1]:6379"],
    ["http://user:p%25w@jaeger/api?x=1", (e) => e.url("V", ""), "http://user:p%25w@jaeger/api?x=1"],
    ["HTTP://[::1]:14268/api/traces", (e) => e.url("V", ""), "HTTP://[::1]:14268/api/traces"],
    ["https://traces.example/jaeger/", (e) => e.publicUrl("V", ""), "https://traces.example/jaeger"],
    ["/jaeger/", (e) => e.link("V", ""), "/jaeger"],
    ["shop:8080", (e) => e.origin("V"), "http://shop:8080"],
    ["https://shop.example/", (e) => e.origin("V"), "https://shop.example"],
    ["/shop/", (e) => e.pathPrefix("V"), "/shop"],
    ["/", (e) => e.pathPrefix("V"), ""],
    ["[::1]", (e) => e.listenAddress("V", ""), "::1"],
    ["0.0.0.0", (e) => e.listenAddress("V", ""), "0.0.0.0"],
    [import.meta.filename, (e) => e.file("V", "", "read"), import.meta.filename],
    [ABSENT_LOG, (e) => e.file("V", "", "write"), ABSENT_LOG],
  ])("%j", (value, read, expected) => {
    const given = env(value);
    expect(read(given)).toBe(expected);
    given.assertComplete();
  });

  test.each<[string, (env: Env) => unknown, string]>([
    ["cartservice:0", (e) => e.address("V"), "the port is a number from 1 to 65535"],
    ["cartservice:70000", (e) => e.address("V"), "the port is a number from 1 to 65535"],
    ["::1:7070", (e) => e.address("V"), "IPv6 goes into brackets"],
    ["[cartservice]:7070", (e) => e.address("V"), "host:port"],
    ["dns://cartservice:7070", (e) => e.address("V"), "host:port"],
    ["a b:1", (e) => e.address("V"), "host:port"],
    ["http://redis:6379", (e) => e.hostAndPort("V", 6379), "host:port, such as redis-cart:6379"],
    ["jaeger:14268", (e) => e.url("V", ""), "a URL that begins with http:// or https://"],
    ["http:/jaeger", (e) => e.url("V", ""), "a URL"],
    ["http://", (e) => e.url("V", ""), "a URL"],
    ["http://jaeger:99999/", (e) => e.url("V", ""), "a URL"],
    ["http://a b/", (e) => e.url("V", ""), "a URL"],
    ["http://u:10%@jaeger/", (e) => e.url("V", ""), "% is written %25"],
    ["ftp://jaeger/", (e) => e.publicUrl("V", ""), "a URL"],
    ["http://u:p@jaeger/", (e) => e.publicUrl("V", ""), "without a user name and a password"],
    ["http://jaeger/?x", (e) => e.publicUrl("V", ""), "without ? and #"],
    ["javascript:alert(1)", (e) => e.link("V", ""), "a URL"],
    ["//jaeger", (e) => e.link("V", ""), "a path that begins with a slash"],
    ["::1:8080", (e) => e.origin("V"), "; IPv6 goes into brackets"],
    ["ipv6:::1:7070", (e) => e.address("V"), "IPv6 goes into brackets"],
    ["256.1.1.1:7070", (e) => e.address("V"), "host:port"],
    ["8080", (e) => e.listenAddress("V", ""), "an address of this machine without a port"],
    ["http://shop/path", (e) => e.origin("V"), "host:port or a URL without a path"],
    ["http://u@shop", (e) => e.origin("V"), "without a user name and a password"],
    ["http://localhost:3000", (e) => e.pathPrefix("V"), "a path that begins with a slash, such as /shop"],
    ["shop", (e) => e.pathPrefix("V"), "a path that begins with a slash"],
    ["/a//b", (e) => e.pathPrefix("V"), "a path that begins with a slash"],
    ["/a/../b", (e) => e.pathPrefix("V"), "a path that begins with a slash"],
    ["/:name", (e) => e.pathPrefix("V"), "a path that begins with a slash"],
    ["localhost:80", (e) => e.listenAddress("V", ""), "an address of this machine without a port"],
    ["http://::", (e) => e.listenAddress("V", ""), "an address of this machine without a port"],
    ["/none/at/all", (e) => e.file("V", "", "read"), "a file that can be read (there is none)"],
    [tmpdir(), (e) => e.file("V", "", "read"), "a file that can be read (it is a folder)"],
    [tmpdir(), (e) => e.file("V", "", "write"), "a file that can be written (it is a folder)"],
    [`${import.meta.filename}/x`, (e) => e.file("V", "", "write"), "a file that can be written ("],
  ])("%j is none", (value, read, wanted) => {
    const message = complaint({ V: value }, read);
    expect(message).toContain("V is ");
    expect(message).toContain(wanted);
  });
});

test("what a variable holds is shown on one line, without what steers a terminal, and not at any length", () => {
  const message = complaint({ PORT: `\u001b[31m\n\u009b${"x".repeat(9000)}` }, (env) => env.port("PORT", 1));
  expect(message).toContain('PORT is "\\u001b[31m\\n\\u009bxxx');
  expect(message.length).toBeLessThan(400);
});

describe("of key=value pairs a malformed one costs only itself, and a warning", () => {
  test.each<[string, Record<string, string>, readonly string[]]>([
    ["a=1,novalue,c=3", { a: "1", c: "3" }, ['"novalue"']],
    ["a=%zz,b=2", { b: "2" }, ['"a=%zz"']],
    ["%zz=1,=2, = ,b=2", { b: "2" }, ['"%zz=1"', '"=2"', '"="']],
    ["a=,b= ,c", { a: "", b: "" }, ['"c"']],
    ["a%2Cb%3D=c%2Cd%3De%20f", { "a,b=": "c,d=e f" }, []],
    ["url=http://x?a=b", { url: "http://x?a=b" }, []],
    ["a=1,a=2,,", { a: "2" }, []],
    ["__proto__=x,a=1", { ["__proto__"]: "x", a: "1" }, []],
    ["a=1\nb=2", { a: "1\nb=2" }, []],
  ])("%j", (text, pairs, unfit) => {
    const env = new Env({ P: text });
    expect(Object.entries(env.pairs("P"))).toEqual(Object.entries(pairs));
    expect(env.warnings).toEqual(unfit.map((part) => `P: ${part} is no key=value pair and is left out`));
    env.assertComplete();
  });
});

describe("what operators set for everybody is forgiven: as good as not set, and a warning", () => {
  test.each<[string, (env: Env) => unknown, unknown, readonly string[]]>([
    ["xray", (env) => env.choice("V", "a", ["a", "b"]), "a", ['V is "xray", but must be one of a, b; it is ignored']],
    [" B ", (env) => env.choice("V", "a", ["a", "b"]), "b", []],
    [
      "b,xray",
      (env) => env.choices("V", ["a"], ["a", "b"]),
      ["b"],
      ['V has "xray", which is none of a, b; it is ignored'],
    ],
    [
      "xray",
      (env) => env.choices("V", ["a"], ["a", "b"]),
      ["a"],
      ['V has "xray", which is none of a, b; it is ignored'],
    ],
    [" B , A,b,", (env) => env.choices("V", ["a"], ["a", "b"]), ["a", "b"], []],
    [",", (env) => env.choices("V", ["a"], ["a", "b"]), ["a"], []],
    ["5s", (env) => env.integer("V", 7, { min: 1, max: 9 }), 7, ['V is "5s", but must be a whole number from 1 to 9']],
    ["0", (env) => env.integer("V", 7, { min: 1, max: 9 }), 7, ['V is "0", but must be']],
    ["0x3", (env) => env.integer("V", 7, { min: 1, max: 9 }), 7, ['V is "0x3", but must be']],
    ["  ", (env) => env.integer("V", 7, { min: 0, max: 9 }), 7, []],
    ["1e0", (env) => env.decimal("V", 0.5, { min: 0, max: 1 }), 1, []],
    ["NaN", (env) => env.decimal("V", 0.5, { min: 0, max: 1 }), 0.5, ['V is "NaN", but must be a number from 0 to 1']],
    ["TRUE", (env) => env.truth("V"), true, []],
    ["False", (env) => env.truth("V"), false, []],
    ["yes", (env) => env.truth("V"), false, ['V is "yes", but must be true or false; it is ignored']],
    ["1", (env) => env.truth("V"), false, ['V is "1", but must be true or false; it is ignored']],
    ["http//x", (env) => env.url("V", "http://y"), "http://y", ['V is "http//x", but must be a URL']],
  ])("%j", (value, read, expected, warnings) => {
    const env = new Env({ V: value });
    expect(read(env.forgiving)).toEqual(expected);
    expect(env.warnings).toEqual(warnings.map((text) => expect.stringContaining(text)));
    expect(env.asked.map(({ name }) => name)).toEqual(["V"]);
    env.assertComplete();
  });

  test("the same variables, asked for without that, end it", () => {
    const env = new Env({ V: "xray" });
    env.forgiving.choice("V", "a", ["a"]);
    env.choice("V", "a", ["a", "b"]);
    expect(() => env.assertComplete()).toThrow('V is "xray", but must be one of a, b');
  });
});

test.each([
  ["   ", 7],
  ["\n", 7],
  [" 8\n", 8],
])("spaces around a number say nothing: %j is %d", (value, expected) => {
  const env = new Env({ PORT: value });
  expect(env.port("PORT", 7)).toBe(expected);
  env.assertComplete();
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
  ["99999h", 2_147_483_647],
  ["", undefined],
  ["5", undefined],
  ["-5s", undefined],
  ["5s garbage", undefined],
])("the duration %j is %s ms", (text, ms) => expect(parseDuration(text)).toBe(ms));

test("the version is the package's, unless the environment knows better", () => {
  expect(shopVersion(new Env({}))).toMatch(/^\d+\.\d+\.\d+/);
  expect(shopVersion(new Env({ SERVICE_VERSION: "2.0.0-canary" }), "1.2.3")).toBe("2.0.0-canary");
  expect(shopVersion(new Env({}), "1.2.3")).toBe("1.2.3");
});
