import type { NetworkInterfaceInfo } from "node:os";
import { expect, test } from "vitest";
import { otherHosts, urlAt } from "./network.ts";

const ipv4 = (address: string, internal = false): NetworkInterfaceInfo => {
  return { address, internal, family: "IPv4", netmask: "255.255.255.0", mac: "00:00:00:00:00:01", cidr: null };
};
const ipv6 = (address: string, internal = false): NetworkInterfaceInfo => {
  return { address, internal, family: "IPv6", netmask: "", mac: "00:00:00:00:00:01", cidr: null, scopeid: 0 };
};
const machine = {
  lo: [ipv4("127.0.0.1", true), ipv6("::1", true)],
  eth0: [ipv6("2001:db8::7"), ipv6("fe80::1"), ipv4("192.168.1.7")],
  wlan0: [ipv4("10.0.0.3")],
  docker0: [ipv4("172.17.0.1")],
};

test.each([
  ["0.0.0.0", ["192.168.1.7", "10.0.0.3"]],
  ["::", ["192.168.1.7", "10.0.0.3", "[2001:db8::7]"]],
  ["0:0:0:0:0:0:0:0", ["192.168.1.7", "10.0.0.3", "[2001:db8::7]"]],
  ["127.0.0.1", []],
  ["::1", []],
  ["192.168.1.7", []],
])("others reach a server on %s at %j", (listenAddress, hosts) =>
  expect(otherHosts(listenAddress, machine)).toEqual(hosts),
);

test("a machine without a network has no such host", () =>
  expect(otherHosts("0.0.0.0", { lo: machine.lo })).toEqual([]));

test.each([
  ["http://127.0.0.1:8080", "192.168.1.7", "http://192.168.1.7:8080"],
  ["http://127.0.0.1:8080/", "192.168.1.7", "http://192.168.1.7:8080/"],
  ["http://127.0.0.1:8082/faults?a=b#c", "[2001:db8::7]", "http://[2001:db8::7]:8082/faults?a=b#c"],
  ["http://[::1]", "shop.local", "http://shop.local"],
])("%s at %s is %s", (url, host, written) => expect(urlAt(url, host)).toBe(written));
