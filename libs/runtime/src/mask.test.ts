import { expect, test } from "vitest";
import { maskSecrets } from "./mask.ts";

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
