import { expect, test } from "vitest";
import { statusTable } from "./table.ts";

test("whatever the status file says, the table is one, and does nothing to the terminal", () => {
  const evil = "x\n\u001b[31m\u202e";
  const services = ["cartservice", evil].map((name) => {
    return { name, grpc: evil, metrics: evil, pid: 1, state: "serving" as const, rssBytes: 1 };
  });
  const status = {
    frontend: evil,
    traces: evil,
    training: evil,
    ingest: { jaegerThrift: "", otlpHttp: "" },
    pid: 2,
    services,
  };
  const lines = statusTable(status).split("\n");
  expect(lines.join("")).not.toContain("\u001b[31m");
  expect(lines.filter((line) => line.includes(String.raw`x\n\x1b[31m\u202e`))).toHaveLength(5);
  expect(lines).toHaveLength(10);
});
