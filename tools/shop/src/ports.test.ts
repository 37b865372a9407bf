import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { freePorts } from "./ports.ts";

test.each([
  ["192.0.2.1", "EADDRNOTAVAIL", "this machine has no such address (--host)"],
  ["nowhere.invalid", "ENOTFOUND", "nobody knows a host of this name (--host)"],
])("on %s no port is looked for: the cause is told", async (host, code, why) => {
  const wanted = new Map([
    ["frontend", 8080],
    ["traces", 16_686],
  ]);
  await expect(freePorts(wanted, host)).rejects.toMatchObject({ code, message: expect.stringContaining(why) });
  await expect(freePorts(new Map([["frontend", 0]]), host)).rejects.toMatchObject({ code });
});

test("a taken port is replaced by the next free one", async () => {
  await using taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const { ports, substitutions } = await freePorts(new Map([["frontend", port]]), "127.0.0.1");
  expect(ports.get("frontend")).toBeGreaterThan(port);
  expect(substitutions).toMatchObject([{ name: "frontend", wanted: port, used: ports.get("frontend") }]);
});
