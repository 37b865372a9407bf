import { expect, test } from "vitest";
import { linksTo, reachableFrom } from "./places.ts";

test.each([
  ["http://127.0.0.1:8080", "192.168.1.7", "http://192.168.1.7:8080"],
  ["http://localhost:8082/faults", "shop.example", "http://shop.example:8082/faults"],
  ["http://0.0.0.0:8080/", "10.0.0.3", "http://10.0.0.3:8080/"],
  ["http://[::1]:8080/a?b=c", "[2001:db8::7]", "http://[2001:db8::7]:8080/a?b=c"],
  ["http://[::]:8080", "localhost", "http://localhost:8080"],
  ["https://shop.example/faults", "localhost", "https://shop.example/faults"],
  ["http://127.0.0.1.example:80", "localhost", "http://127.0.0.1.example:80"],
  ["/faults", "localhost", "/faults"],
])("%s is reached from a page at %s by %s", (address, hostname, href) =>
  expect(reachableFrom(address, hostname)).toBe(href),
);

test("only known places are linked; that the load page has to be started is said where that is so", () => {
  const nowhere = { shop: "", load: "", course: "", faults: "", metrics: "" };
  expect(linksTo(nowhere, "localhost")).toEqual([]);
  const local = { ...nowhere, shop: "http://127.0.0.1:8080", load: "http://127.0.0.1:8089" };
  expect(linksTo(local, "localhost")).toEqual([
    { label: "Shop", href: "http://localhost:8080" },
    { label: "Load generator", href: "http://localhost:8089", note: "while npm run load -- --ui runs" },
  ]);
  expect(linksTo({ ...nowhere, load: "/load", metrics: "https://grafana.example/d/shop" }, "localhost")).toEqual([
    { label: "Load generator", href: "/load" },
    { label: "Metrics", href: "https://grafana.example/d/shop" },
  ]);
});
