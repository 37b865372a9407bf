import type { NetworkInterfaceInfo } from "node:os";
import { expect, test } from "vitest";
import { pageUrls } from "../src/ui/page-urls.ts";

const at = (address: string, internal = false) => ({ address, internal }) as NetworkInterfaceInfo;
const interfaces = {
  lo: [at("127.0.0.1", true), at("::1", true)],
  eth0: [at("192.168.1.7"), at("2001:db8::7"), at("fe80::7")],
  gone: undefined,
};

test.each([
  ["127.0.0.1", ["http://127.0.0.1:8089/"]],
  ["192.168.1.7", ["http://192.168.1.7:8089/"]],
  ["0.0.0.0", ["http://127.0.0.1:8089/", "http://192.168.1.7:8089/"]],
  ["::", ["http://[::1]:8089/", "http://192.168.1.7:8089/", "http://[2001:db8::7]:8089/"]],
])("a page on %s is at %j", (host, urls) => expect(pageUrls(host, "8089/", interfaces)).toEqual(urls));
