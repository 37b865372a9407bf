import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { storeOptions, traceStoreCommand } from "./command-line.ts";

/** The options that a command line stands for, or what is said of it. */
function read(line: string): { options?: ReturnType<typeof storeOptions>; complaint?: string } {
  let complaint = "";
  let options: ReturnType<typeof storeOptions> | undefined;
  const command = traceStoreCommand("traces")
    .exitOverride()
    .configureOutput({ writeErr: (text) => void (complaint += text), writeOut: (text) => void (complaint += text) })
    .action((read: Parameters<typeof storeOptions>[0]) => void (options = storeOptions(read)));
  try {
    command.parse(line === "" ? [] : line.split(" "), { from: "user" });
  } catch (error) {
    expect(error).toBeInstanceOf(CommanderError);
  }
  return options ? { options } : { complaint };
}

test("without options, every port is the usual one", () => {
  expect(read("").options).toEqual({
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

test("a base puts the ports into one block, in the order of the runner's; one that is given stays", () => {
  expect(read("--port-base 23000").options).toMatchObject({
    queryPort: 23_000,
    jaegerThriftPort: 23_001,
    otlpHttpPort: 23_002,
    otlpGrpcPort: 23_003,
    zipkinPort: 23_004,
  });
  expect(read("--port-base 23000 --query-port 16686 --zipkin-port off").options).toMatchObject({
    queryPort: 16_686,
    jaegerThriftPort: 23_001,
  });
  expect(read("--port-base 23000 --zipkin-port off").options).not.toHaveProperty("zipkinPort");
  expect(read("--port-base 0").options).toMatchObject({ queryPort: 0, zipkinPort: 0 });
  expect(read("--port-base 65532").complaint).toContain("from 0 to 65531");
});

test("each option is taken", () => {
  const line =
    "--host ::1 --query-port 1 --jaeger-port 2 --otlp-http-port 3 --otlp-grpc-port 4 --zipkin-port 0 --max-spans 5 --max-mib 6 --base-path /j/ --file f --logs . --repository https://example.org/blob/main/ --expect a --expect b";
  expect(read(line).options).toEqual({
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
    logs: ".",
    repository: "https://example.org/blob/main",
    expectedServices: ["a", "b"],
  });
});

test("two ports have a second name", () => {
  expect(read("--port 1 --jaeger-thrift-port 2").options).toMatchObject({ queryPort: 1, jaegerThriftPort: 2 });
});

test("ports that need not be open can be off", () => {
  const { options } = read("--otlp-grpc-port off --zipkin-port off");
  expect(options).not.toHaveProperty("otlpGrpcPort");
  expect(options).not.toHaveProperty("zipkinPort");
});

test.each([
  ["--query-port 70000", "'70000' is invalid. give a whole number from 0 to 65535"],
  ["--query-port off", "give a whole number"],
  ["--max-spans 0", "give a whole number from 1"],
  ["--base-path jaeger", "begins with a slash"],
  ["--host 127.0.0.1:80", "give an address of this machine without a port"],
  ["--file /", "it must be a file that can be written (it is a folder)"],
  ["--file missing/traces", "it must be a file that can be written (there is no folder"],
  ["--logs missing", "it must be a folder that can be read"],
  ["--repository github.com/a/b", "give a URL such as"],
  ["--repository javascript:alert(1)", "give a URL such as"],
  ["--prot 1", "--prot"],
  ["word", "too many arguments"],
])("%j is refused in words", (line, words) => {
  expect(read(line).complaint).toContain(words);
  expect(read(line).complaint).toContain("--help tells what there is");
});
