import { expect, test } from "vitest";
import { Env } from "./env.ts";
import { parseRedisUrl } from "./redis-url.ts";

const none = { username: "", password: "", path: "" };
const v6 = { host: "::1", port: 26_379 };

test.each([
  ["redis://h", { ...none, scheme: "redis", nodes: [{ host: "h", port: 6379 }] }],
  ["REDIS://h:1/2?family=6", { ...none, scheme: "redis", nodes: [{ host: "h", port: 1 }], path: "2" }],
  [
    "rediss://u:p%40%25w@h",
    { scheme: "rediss", nodes: [{ host: "h", port: 6379 }], username: "u", password: "p@%w", path: "" },
  ],
  ["redis://:a@b:c@h", { ...none, scheme: "redis", nodes: [{ host: "h", port: 6379 }], password: "a@b:c" }],
  [
    "redis-sentinel://:p@[::1]:26379,s2/carts",
    { ...none, scheme: "redis-sentinel", nodes: [v6, { host: "s2", port: 6379 }], password: "p", path: "carts" },
  ],
  ["redis-cluster://[::1]:26379,h:2", { ...none, scheme: "redis-cluster", nodes: [v6, { host: "h", port: 2 }] }],
])("%s", (url, parts) => expect(parseRedisUrl(url)).toEqual(parts));

test.each([
  "valkey://:hush@h",
  "valkeys://:hush@h",
  "redis+tls://:hush@h",
  "http://:hush@h",
  ":hush@h:6379",
  "//:hush@h:6379",
  "redis:/:hush@h",
  "redis:hush",
  "hush",
  "redis://:hush",
  "redis://default:hush",
  "redis://:hush@",
  "redis://:hush%@h",
  "redis://:hush%zz@h",
  "redis://:hush/hush@h",
  "redis://:hush#hush@h",
  "redis://:hush?hush@h",
  "redis://:hu sh hush@h",
  "redis://:hush\nhush@h",
  "redis://:hush@h:0",
  "redis://:hush@h:65536",
  "redis://:hush@h:-1",
  "redis://:hush@h:",
  "redis://:hush@h:port",
  "redis://:hush@h:6379x",
  "redis://:hush@h/db",
  "redis://:hush@h,g",
  "redis://:hush@::1:6379",
  "redis://:hush@[h]:6379",
  "redis://h h?password=hush",
  "redis-sentinel://:hush@a:1,b:x/carts",
  "redis-sentinel://:hush@a:1,,b/carts",
  "redis-sentinel://:hush@a/carts?hush",
  "redis-cluster://:hush@a:1/0",
])("%j is refused by the variable's name, and its password is not told", (url) => {
  const env = new Env({ REDIS_URL: url });
  env.redisUrl("REDIS_URL");
  let message = "";
  try {
    env.assertComplete();
  } catch (error) {
    message = String((error as Error).stack);
  }
  expect(message).toContain("REDIS_URL is ");
  expect(message).toContain("but must be redis://");
  expect(message).not.toContain("hush");
});
