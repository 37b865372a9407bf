import { describe, expect, test } from "vitest";
import type { ShopStatus } from "./status.ts";
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
    course: evil,
    ingest: { jaegerThrift: "", otlpHttp: "" },
    pid: 2,
    services,
  };
  const lines = statusTable(status).split("\n");
  expect(lines.join("")).not.toContain("\u001b[31m");
  expect(lines.filter((line) => line.includes(String.raw`x\n\x1b[31m\u202e`))).toHaveLength(6);
  expect(lines).toHaveLength(11);
});

test("a stopped service has no process", () => {
  const services = [
    { name: "adservice", grpc: "127.0.0.1:1", pid: 4711, state: "paused" as const, rssBytes: 2 ** 20 },
    { name: "cartservice", grpc: "127.0.0.1:2", pid: 0, state: "stopped" as const, rssBytes: 0 },
  ];
  const status = {
    frontend: "",
    traces: "",
    training: "",
    course: "",
    ingest: { jaegerThrift: "", otlpHttp: "" },
    pid: 2,
    services,
  };
  const table = statusTable(status);
  expect(table).toContain("1 processes");
  expect(table).toMatch(/adservice .* 4711 .* 1 MiB .* paused/);
  expect(table).toMatch(/cartservice │ 127\.0\.0\.1:2 │ +│ +│ +│ stopped/);
});

/** The shop as it runs with `--processes`, in high ports. */
function shop(together: boolean): ShopStatus {
  const names = ["flagservice", "productcatalogservice", "recommendationservice", "frontend"];
  const services = names.map((name, i) => ({
    name,
    ...(name === "frontend" ? { http: "http://127.0.0.1:23000" } : { grpc: `127.0.0.1:2300${i}` }),
    metrics: `http://127.0.0.1:2310${i}/metrics`,
    pid: together ? 4_194_300 : 4_194_301 + i,
    state: i === 1 ? ("unresponsive" as const) : ("serving" as const),
    rssBytes: 127 * 2 ** 20,
  }));
  const frontend = "http://127.0.0.1:23000";
  const [traces, training] = ["http://127.0.0.1:23001", "http://127.0.0.1:23028"];
  const ingest = { jaegerThrift: "", otlpHttp: "" };
  return { frontend, traces, training, course: `${training}/course`, ingest, pid: 4_194_300, services };
}

const widest = (text: string) => Math.max(...text.split("\n").map(({ length }) => length));

describe.each([
  ["in one process", true],
  ["with a process for each", false],
])("services %s", (_, together) => {
  test.each([120, 110, 100, 90, 80, 70, 60, 59, 40])("fit a terminal of %i columns", (columns) => {
    const text = statusTable(shop(together), columns);
    expect(widest(text)).toBeLessThanOrEqual(columns);
    for (const { name, state, metrics } of shop(together).services) {
      expect(text).toMatch(new RegExp(`${name}.*${state}`));
      expect(text).toContain(metrics?.replace(/.*(:\d+)\/.*/, "$1"));
    }
  });

  test("are told in full where the width does not matter", () => {
    const text = statusTable(shop(together));
    expect(text).toContain("│ http://127.0.0.1:23000 │ http://127.0.0.1:23103/metrics │");
    expect(text).toBe(statusTable(shop(together), 200));
  });
});

test("what a narrow table leaves out of addresses is told below it", () => {
  expect(statusTable(shop(true), 80)).toMatch(
    /23001 .* :23101 [^]*\n {2}metrics: http:\/\/127\.0\.0\.1:<port>\/metrics$/,
  );
  expect(statusTable(shop(false), 84)).toContain("addresses: 127.0.0.1:<port>");
});

test("addresses for other machines are told beside the local ones", () => {
  const at = (host: string) => ({
    frontend: `http://${host}:23000`,
    traces: `http://${host}:23001`,
    training: `http://${host}:23028`,
    course: `http://${host}:23028/course`,
  });
  const text = statusTable({ ...shop(true), elsewhere: [at("192.168.1.7"), at("10.0.0.3")] });
  expect(text.split("\n").slice(0, 17)).toEqual([
    "  shop    http://127.0.0.1:23000",
    "  traces  http://127.0.0.1:23001",
    "  course  http://127.0.0.1:23028/course",
    "  faults  http://127.0.0.1:23028/faults",
    "  one process, pid 4194300, 127 MiB",
    ...["192.168.1.7", "10.0.0.3"].flatMap((host) => [
      "",
      "  on other machines",
      `  shop    http://${host}:23000`,
      `  traces  http://${host}:23001`,
      `  course  http://${host}:23028/course`,
      `  faults  http://${host}:23028/faults`,
    ]),
  ]);
  expect(statusTable(shop(true))).not.toContain("other machines");
});
