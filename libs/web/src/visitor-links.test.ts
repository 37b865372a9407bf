import { expect, test } from "vitest";
import { visitorLink } from "./visitor-links.ts";

const VIEWER = "http://127.0.0.1:16686";

test.each([
  ["pi.local:8080", "http://pi.local:16686"],
  ["pi.local", "http://pi.local:16686"],
  ["192.168.1.7:8080", "http://192.168.1.7:16686"],
  ["[fe80::1]:8080", "http://[fe80::1]:16686"],
  ["[2001:DB8::7]", "http://[2001:db8::7]:16686"],
  ["Shop.Example.:80", "http://shop.example.:16686"],
  ["my_host:8080", "http://my_host:16686"],
])("a visitor at %s follows %s", (host, link) => expect(visitorLink(VIEWER, host)).toBe(link));

test.each([
  "http://127.0.0.1:16686/jaeger/trace/1",
  "http://127.8.9.1:16686/jaeger/trace/1",
  "http://127.1:16686/jaeger/trace/1",
  "http://localhost:16686/jaeger/trace/1",
  "http://LOCALHOST.:16686/jaeger/trace/1",
  "http://viewer.localhost:16686/jaeger/trace/1",
  "http://0.0.0.0:16686/jaeger/trace/1",
  "http://[::1]:16686/jaeger/trace/1",
  "http://[::]:16686/jaeger/trace/1",
  "http://[0:0:0:0:0:0:0:0]:16686/jaeger/trace/1",
  "http://[::ffff:127.0.0.1]:16686/jaeger/trace/1",
])("%s leads to the visited host", (link) => {
  expect(visitorLink(link, "pi.local:8080")).toBe("http://pi.local:16686/jaeger/trace/1");
});

test("port, path, query and scheme stay", () => {
  expect(visitorLink("https://localhost/a?b=c#d", "pi:8080")).toBe("https://pi/a?b=c#d");
  expect(visitorLink("http://127.0.0.1:1/127.0.0.1/", "pi:8080")).toBe("http://pi:1/127.0.0.1/");
  expect(visitorLink("http://127.0.0.1:1/", "pi")).toBe("http://pi:1/");
});

test.each([
  "",
  "/jaeger",
  "//x",
  "http://traces.example",
  "http://10.0.0.1:16686",
  "http://localhost.example",
  "no url",
])("%j stays as it is", (link) => expect(visitorLink(link, "pi.local:8080")).toBe(link));

test("a visitor on the machine itself gets the address as it is, or one that can be followed", () => {
  for (const host of ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "shop.localhost:8080"])
    expect(visitorLink(VIEWER, host)).toBe(VIEWER);
  expect(visitorLink("http://0.0.0.0:16686", "localhost:8080")).toBe("http://localhost:16686");
  expect(visitorLink("http://[::]:16686", "[::1]:8080")).toBe("http://[::1]:16686");
  expect(visitorLink(VIEWER, "0.0.0.0:8080")).toBe(VIEWER);
  expect(visitorLink("http://0.0.0.0:16686", "0.0.0.0:8080")).toBe("http://0.0.0.0:16686");
});

test.each([
  undefined,
  "",
  " ",
  "evil.example/path",
  "evil.example?x",
  "evil.example#x",
  "user@evil.example",
  'evil.example" onclick="alert(1)',
  "evil.example; script-src *",
  "evil.example,evil.example",
  "evil.example\r\nset-cookie: a=b",
  "evil.example\n",
  "evil example",
  "evil.example:port",
  "evil.example:123456",
  "evil.example:80:80",
  "[evil]",
  "[::1",
  "::1",
  "-evil",
  "%65vil.example",
  "ëvil.example",
  "\\evil.example",
  "x".repeat(300),
  "[::ffff:1.2.3.4.5]",
  "1.2.3.4.5",
])("the Host header %j changes nothing", (host) => expect(visitorLink(VIEWER, host)).toBe(VIEWER));
