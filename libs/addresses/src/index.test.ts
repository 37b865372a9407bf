import { expect, test } from "vitest";
import { bareHost, hostAndPort, ListenError, urlHost } from "./index.ts";

test.each([
  ["127.0.0.1", "127.0.0.1:7070"],
  ["cart.local", "cart.local:7070"],
  ["::1", "[::1]:7070"],
  ["fe80::1%eth0", "[fe80::1%eth0]:7070"],
])("%s and 7070 are %s, and apart again %s", (host, written) => {
  expect(hostAndPort(host, 7070)).toBe(written);
  expect(bareHost(written.replace(/:7070$/, ""))).toBe(host);
});

test.each(["x[::1]", "[::1]x"])("%s is no host in brackets and stays as it is", (text) =>
  expect(bareHost(text)).toBe(text),
);

test.each([
  ["", "127.0.0.1"],
  ["0.0.0.0", "127.0.0.1"],
  ["::", "[::1]"],
  ["0:0:0:0:0:0:0:0", "[::1]"],
  ["10.0.0.2", "10.0.0.2"],
  ["::1", "[::1]"],
  ["2001:db8::", "[2001:db8::]"],
  ["0.0.0.0.example", "0.0.0.0.example"],
])("who listens on %j is reached at %s", (host, reached) => expect(urlHost(host)).toBe(reached));

const errno = (code: string) => Object.assign(new Error(`listen ${code}: …`), { code });

test.each<[string, number, Error, string, string, boolean]>([
  ["127.0.0.1", 80, errno("EADDRINUSE"), "EADDRINUSE", "127.0.0.1:80: the port is taken", false],
  ["127.0.0.1", 80, errno("EACCES"), "EACCES", "127.0.0.1:80: ports below 1024 need rights", false],
  ["127.0.0.1", 8080, errno("EACCES"), "EACCES", "127.0.0.1:8080: it is not allowed", false],
  ["::1", 80, errno("EADDRNOTAVAIL"), "EADDRNOTAVAIL", "[::1]:80: this machine has no such address", true],
  ["shop.lan", 80, errno("ENOTFOUND"), "ENOTFOUND", "shop.lan:80: nobody knows a host of this name", true],
  ["::1", 80, errno("EAFNOSUPPORT"), "EAFNOSUPPORT", "[::1]:80: this machine has no IPv6", true],
  ["fe80::1", 80, errno("EINVAL"), "EINVAL", "[fe80::1]:80: it needs its interface, as in fe80::1%eth0", true],
  ["127.0.0.1", 1024, errno("EACCES"), "EACCES", "127.0.0.1:1024: it is not allowed", false],
  ["127.0.0.1", 0, errno("EACCES"), "EACCES", "127.0.0.1:0: it is not allowed", false],
  ["shop.lan", 80, errno("EAI_AGAIN"), "EAI_AGAIN", "shop.lan:80: nobody knows a host of this name", true],
  ["0.0.0.0", 80, errno("EAFNOSUPPORT"), "EAFNOSUPPORT", "this machine has no such kind of address", true],
  ["10.0.0.1", 80, errno("EINVAL"), "EINVAL", "10.0.0.1:80: the system does not take it", true],
  ["x", 80, errno("EMFILE"), "EMFILE", "x:80: EMFILE", true],
  ["x", 80, Object.assign(new Error("no system code"), { code: "EPIPE" }), "EPIPE", "x:80: EPIPE", true],
  ["x", 80, new Error("shut down"), "shut down", "x:80: shut down", true],
  ["::1", 80, new Error("No address added errors: [listen EADDRINUSE: x]"), "EADDRINUSE", "the port is taken", false],
  ["x", 80, new Error("Name resolution failed for target dns:x:80"), "ENOTFOUND", "nobody knows a host", true],
])("%s:%d with %o is %s: %s", (host, port, cause, code, why, isWrongAddress) => {
  const error = new ListenError("cartservice", { host, port }, cause, { host: "LISTEN_ADDR", port: "PORT" });
  expect(error).toMatchObject({ name: "ListenError", code, port, isWrongAddress, cause });
  expect(error.message).toContain("cartservice can't listen on ");
  expect(error.message).toContain(why);
  expect(error.message.endsWith(isWrongAddress ? " (LISTEN_ADDR)" : " (PORT)")).toBe(true);
});
