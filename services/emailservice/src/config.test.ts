import { Env } from "@hipstershop/runtime";
import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

test("without any variable it listens on 8080 and keeps 20 mails", () => {
  const common = { host: "0.0.0.0", reflection: true, connectionAgeMs: 0 };
  expect(readConfig(new Env({}))).toEqual({ ...common, port: 8080, store: "memory", mailsKept: 20 });
  expect(readConfig(new Env({ MAIL_KEEP: "0" })).mailsKept).toBe(0);
});

test.each(["-1", "10001", "many"])("MAIL_KEEP=%s is refused by name", (text) => {
  const env = new Env({ MAIL_KEEP: text });
  readConfig(env);
  expect(() => env.assertComplete()).toThrow(`MAIL_KEEP is "${text}", but must be a whole number from 0 to 10000`);
});
