import { expect, test } from "vitest";
import { HELP, readFlags } from "./flags.ts";

test("without flags, every port is the usual one", () => {
  expect(readFlags([])).toEqual({
    host: "127.0.0.1",
    queryPort: 16686,
    jaegerThriftPort: 14268,
    otlpHttpPort: 4318,
    otlpGrpcPort: 4317,
    zipkinPort: 9411,
    maxSpans: 50_000,
    maxBytes: 64 * 1024 * 1024,
    expectedServices: [],
  });
});

test("each flag sets its option", () => {
  const line =
    "--host ::1 --query-port 1 --jaeger-port 2 --otlp-http-port 3 --otlp-grpc-port 4 --zipkin-port 0 --max-spans 5 --max-mib 6 --base-path /j/ --file f --expect a --expect b";
  expect(readFlags(line.split(" "))).toEqual({
    host: "::1",
    queryPort: 1,
    jaegerThriftPort: 2,
    otlpHttpPort: 3,
    otlpGrpcPort: 4,
    zipkinPort: 0,
    maxSpans: 5,
    maxBytes: 6 * 1024 * 1024,
    basePath: "/j",
    file: "f",
    expectedServices: ["a", "b"],
  });
});

test("ports that need not be open can be off", () => {
  const flags = readFlags(["--otlp-grpc-port", "off", "--zipkin-port", "off"]);
  expect(flags).not.toHaveProperty("otlpGrpcPort");
  expect(flags).not.toHaveProperty("zipkinPort");
});

test.for([
  [["--query-port", "70000"], "--query-port is a whole number from 0 to 65535"],
  [["--query-port", "off"], "--query-port is a whole number"],
  [["--max-spans", "0"], "--max-spans is a whole number from 1"],
  [["--base-path", "jaeger"], "begins with a slash"],
  [["--file", "/"], '--file is a file in a folder that is there, not "/"'],
  [["--file", "missing/traces"], '--file is a file in a folder that is there, not "missing/traces"'],
  [["--file", ""], "--file is a file"],
  [["--port", "1"], "--port"],
  [["word"], "word"],
] as const)("%j is refused in words", ([argv, words]) => {
  expect(readFlags(argv)).toContain(words);
  expect(readFlags(argv)).toContain("See --help.");
});

test("the help names every flag", () => {
  expect(readFlags(["--help"])).toBe("help");
  for (const flag of [
    "host",
    "query-port",
    "jaeger-port",
    "otlp-http-port",
    "otlp-grpc-port",
    "zipkin-port",
    "max-spans",
    "max-mib",
    "base-path",
    "file",
    "expect",
    "help",
  ])
    expect(HELP).toContain(`--${flag} `);
});
