import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { holdLock, shopLock } from "@hipstershop/locks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localShop } from "./local-shop.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "local-shop-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const STATUS = {
  frontend: "http://127.0.0.1:8080",
  traces: "http://127.0.0.1:16686",
  ingest: { jaegerThrift: "http://127.0.0.1:14268/api/traces", otlpHttp: "http://127.0.0.1:4318" },
  pid: process.pid,
  services: [],
};
const writeStatus = (status: unknown) => writeFileSync(join(folder, "status.json"), JSON.stringify(status));

test("the shop that holds the folder is found", () => {
  using _ = holdLock(shopLock(folder), "the shop");
  writeStatus(STATUS);
  const { frontend, traces } = STATUS;
  const known = { frontend, traces, otlpHttp: STATUS.ingest.otlpHttp };
  expect(localShop(folder)).toEqual({ ...known, course: "", faults: "" });
  writeStatus({ ...STATUS, training: "http://127.0.0.1:8082" });
  expect(localShop(folder)).toEqual({
    ...known,
    course: "http://127.0.0.1:8082/course",
    faults: "http://127.0.0.1:8082/faults",
  });
});

test("what a killed one has left is none, though a process has its pid", () => {
  writeStatus(STATUS);
  expect(localShop(folder)).toBeUndefined();
  holdLock(shopLock(folder), "the shop")[Symbol.dispose]();
  expect(localShop(folder)).toBeUndefined();
});

test.each([
  null,
  [],
  {},
  { ...STATUS, ingest: null },
  { ...STATUS, frontend: 5 },
  { ...STATUS, training: "javascript:alert(1)" },
  { ...STATUS, traces: "no URL?" },
])("a status of %j is none", (status) => {
  using _ = holdLock(shopLock(folder), "the shop");
  writeStatus(status);
  expect(localShop(folder)).toBeUndefined();
});
