import { expect, test } from "vitest";
import { maskSecrets, shown, shownUrl } from "./mask.ts";

test.each([
  ["redis://h:6379/0", "redis://h:6379/0"],
  ["redis-sentinel://[::1]:1,h/carts", "redis-sentinel://[::1]:1,h/carts"],
  ["redis://h:99999", "redis://h:99999"],
  ["redis://u:p@h:1", "redis://***@h:1"],
  ["redis://u:p@q/r?s@h", "redis://***@h"],
  ["redis://:p", "redis://***"],
  ["http://u:p", "http://***"],
  ["http://h/path?key=p", "http://h/path?***"],
  ["u:p@h:1", "***@h:1"],
  ["h:1,password=p,ssl=true", "h:1,password=***,ssl=true"],
  ["region=home,api-key=p", "region=home,api-key=***"],
  ["/data/@scope/file", "/data/@scope/file"],
  ["cartservice:99999", "cartservice:99999"],
])("%s is shown as %s", (value, shown) => expect(maskSecrets(value)).toBe(shown));

test.each([
  ["a\u001b[31m\n", String.raw`"a\u001b[31m\n"`],
  ["x".repeat(200), `"${"x".repeat(200)}"`],
  ["x".repeat(201), `"${"x".repeat(200)}…"`],
  ["redis://u:p@h", '"redis://***@h"'],
])("%j is shown in one line, cut and without secrets", (value, text) => expect(shown(value)).toBe(text));

test.each([
  ["redis://h", '"redis://h"'],
  ["h-1.example:6379", '"h-1.example:6379"'],
  ["hush", '"***"'],
  ["hush://", '"hush://"'],
  ["x hush:1", '"***"'],
  ["hush:1x", '"***"'],
])("of what should be a URL %j is shown as %s", (value, text) => expect(shownUrl(value)).toBe(text));

test.each([
  ["./data/a@b", "./data/a@b"],
  ["../a@b", "../a@b"],
  [" /a@b", " /a@b"],
  ["//u:p@h", "***@h"],
  ["@h:1", "***@h:1"],
  ["/a?token=p", "/a?token=***"],
  [" HTTP://u:p@H:1/x", "HTTP://***@H:1/x"],
  ["redis://h:1,g:2", "redis://h:1,g:2"],
  ["redis://h,p!", "redis://***"],
  ["http://h/p?", "http://h/p?"],
  ["pass = a b;next=1", "pass = ***;next=1"],
  ["Secret-Key=p&x=1", "Secret-Key=***&x=1"],
])("%j is shown as %j", (value, text) => expect(maskSecrets(value)).toBe(text));
