import { describe, expect, test } from "vitest";
import {
  parseGrpcAddress,
  parseHttpUrl,
  parseLink,
  parseListenAddress,
  parseNode,
  parseOrigin,
  parsePathPrefix,
  parsePublicUrl,
  percentDecoded,
  UnfitError,
} from "./addresses.ts";

const unfit = (message: string) => expect.objectContaining({ name: "UnfitError", message });

describe("a node", () => {
  test.each([
    ["h:1", { host: "h", port: 1 }],
    ["h:65535", { host: "h", port: 65_535 }],
    ["10.0.0.1:80", { host: "10.0.0.1", port: 80 }],
    ["[::1]:80", { host: "::1", port: 80 }],
    ["a_b.c-d.example.:80", { host: "a_b.c-d.example.", port: 80 }],
    ["1st.example:80", { host: "1st.example", port: 80 }],
    ["h", { host: "h", port: 7 }],
    ["[::1]", { host: "::1", port: 7 }],
  ])("%s is %j, where 7 is the usual port", (text, node) => expect(parseNode(text, "wanted", 7)).toEqual(node));

  test.each([
    "",
    "-h:1",
    "h-:1",
    "h h:1",
    "1.2.3:1",
    "1.2.3.4.5:1",
    "host.1:1",
    "h.12.:1",
    "[h]:1",
    "[]:1",
    "[10.0.0.1]:1",
  ])("%j is none", (text) => expect(() => parseNode(text, "wanted")).toThrow(unfit("wanted")));

  test.each(["::1", "::1:80", ":a:b"])("%j looks like IPv6 without its brackets", (text) =>
    expect(() => parseNode(text, "wanted")).toThrow(unfit("wanted; IPv6 goes into brackets")),
  );

  test.each(["h", "h:", "h:0", "h:65536", "h:123456", "h:-1", "h:1x", "a:b:c", "[::1]:x"])("%j has no port", (text) =>
    expect(() => parseNode(text, "wanted")).toThrow(unfit("wanted; the port is a number from 1 to 65535")),
  );
});

describe("an address of a gRPC service", () => {
  test.each([
    ["cart:7070", "cart:7070"],
    ["[::1]:7070", "[::1]:7070"],
    ["dns:///cart:7070", "dns:///cart:7070"],
    ["DNS://8.8.8.8/cart:7070", "dns://8.8.8.8/cart:7070"],
    ["dns:cart:7070", "dns:cart:7070"],
    ["dns://ipv6/cart:7070", "dns://ipv6/cart:7070"],
    ["ipv4:10.0.0.1:80", "10.0.0.1:80"],
    ["ipv4:10.0.0.1:80,10.0.0.2:81", "ipv4:10.0.0.1:80,10.0.0.2:81"],
    ["ipv6:[::1]:80,[::2]:81", "ipv6:[::1]:80,[::2]:81"],
    ["IPV6:[::1]:80", "[::1]:80"],
  ])("%s is %s", (text, address) => expect(parseGrpcAddress(text)).toBe(address));

  test.each(["cart", "http://cart:80", "dns://a@b/cart:80", "unix:/run/cart"])("%s is none", (text) =>
    expect(() => parseGrpcAddress(text)).toThrow(/^host:port, such as cartservice:7070 or \[::1\]:7070/),
  );
});

describe("an address to listen on", () => {
  test.each([
    ["0.0.0.0", "0.0.0.0"],
    ["::", "::"],
    ["[::1]", "::1"],
    ["shop.lan", "shop.lan"],
  ])("%s is %s", (text, address) => expect(parseListenAddress(text)).toBe(address));

  test.each(["", "h:80", "1.2.3", "http://h"])("%j is none", (text) =>
    expect(() => parseListenAddress(text)).toThrow(
      unfit("an address of this machine without a port, such as 0.0.0.0, 127.0.0.1 or ::"),
    ),
  );
});

describe("a URL", () => {
  test.each(["http://h", "HTTPS://h:1/a?b#c", "http://u:p%25@h/"])("%s is one", (text) =>
    expect(parseHttpUrl(text).href).toBe(new URL(text).href),
  );

  test.each([
    "",
    "h:80",
    "//h",
    "ftp://h",
    "xhttp://h",
    "http:///h",
    "http://\\h",
    "http:h",
    "http://h h",
    "http://h:0",
    "http://h:x",
  ])("%j is none", (text) =>
    expect(() => parseHttpUrl(text, "http://a")).toThrow(
      unfit("a URL that begins with http:// or https://, such as http://a"),
    ),
  );

  test("without an example Jaeger's is given, and a lone % in a password is told", () => {
    expect(() => parseHttpUrl("")).toThrow(/such as http:\/\/jaeger:16686$/);
    for (const text of ["http://%@h", "http://u:%zz@h"])
      expect(() => parseHttpUrl(text)).toThrow(/: in a user name and a password % is written %25$/);
  });
});

describe("a URL that people see", () => {
  test.each([
    ["http://h/", "http://h"],
    ["https://h/shop//", "https://h/shop"],
    ["http://h", "http://h"],
  ])("%s is %s", (text, url) => expect([parsePublicUrl(text), parseLink(text)]).toEqual([url, url]));

  test.each([
    ["http://u@h", "a URL without a user name and a password, since it is shown to people"],
    ["http://:p@h", "a URL without a user name and a password, since it is shown to people"],
    ["http://h/?a", "a URL without ? and #, since paths are added to it"],
    ["http://h/#a", "a URL without ? and #, since paths are added to it"],
  ])("%s is none", (text, message) => expect(() => parsePublicUrl(text)).toThrow(unfit(message)));

  test("a link may be a path as well", () => {
    expect(parseLink("/jaeger/")).toBe("/jaeger");
    expect(() => parseLink("jaeger")).toThrow(UnfitError);
  });
});

describe("an origin", () => {
  test.each([
    ["127.0.0.1:8080", "http://127.0.0.1:8080"],
    ["[::1]:8080", "http://[::1]:8080"],
    ["https://h/", "https://h"],
    ["HTTP://h:81", "http://h:81"],
  ])("%s is %s", (text, origin) => expect(parseOrigin(text)).toBe(origin));

  const WANTED = "host:port or a URL without a path, such as 127.0.0.1:8080";
  test.each([
    ["", WANTED],
    ["h h", WANTED],
    ["h:0", WANTED],
    ["http://h/shop", WANTED],
    ["xhttp://h", WANTED],
    ["http://h?a", WANTED],
    ["http://h#a", WANTED],
    ["::1:8080", `${WANTED}; IPv6 goes into brackets`],
    ["http://u@h", `${WANTED}, without a user name and a password`],
    ["http://:p@h", `${WANTED}, without a user name and a password`],
  ])("%j is none", (text, message) => expect(() => parseOrigin(text)).toThrow(unfit(message)));
});

describe("what all paths begin with", () => {
  test.each([
    ["/", ""],
    ["/shop", "/shop"],
    ["/shop//", "/shop"],
    ["/a/b.c/~d-e_1/", "/a/b.c/~d-e_1"],
    ["/...", "/..."],
    ["/.well-known", "/.well-known"],
  ])("%s is %j", (text, prefix) => expect(parsePathPrefix(text)).toBe(prefix));

  test.each(["", "shop", "/a/../b", "/..", "/./a", "/a b", "/a?b", "//a", "/a//b", "x/", "/ä"])("%j is none", (text) =>
    expect(() => parsePathPrefix(text)).toThrow(unfit("a path that begins with a slash, such as /shop")),
  );
});

test("a part of a URL is read as it was meant, or told how to be written", () => {
  expect(percentDecoded("a%40%25", "wanted")).toBe("a@%");
  expect(() => percentDecoded("%", "wanted")).toThrow(unfit("wanted: in a user name and a password % is written %25"));
});
