import { join } from "node:path";
import { Env, EnvError, readTelemetryConfig } from "@hipstershop/runtime";
import { describe, expect, test } from "vitest";
import { packages, root } from "./support/workspace.ts";

/** Who reads an environment: the services, the load generator, the trace store, the training pages, canaries, and telemetry. */
interface Reader {
  readonly name: string;
  readonly read: (env: Env) => unknown;
}

async function readerIn(name: string, folder: string): Promise<Reader> {
  const { readConfig } = (await import(join(root, folder, "src/config.ts"))) as { readConfig: Reader["read"] };
  return { name, read: readConfig };
}

const services = packages().filter(({ layer }) => layer === "service");
const readers: readonly Reader[] = [
  ...(await Promise.all(services.map(({ name, folder }) => readerIn(name, folder)))),
  await readerIn("loadgenerator", "loadgen"),
  await readerIn("traceview", "traceview"),
  await readerIn("training", "labs"),
  await readerIn("canaryd", "tools/canary"),
  await readerIn("sampleapp", "tools/sampleapp"),
  { name: "telemetry", read: (env) => readTelemetryConfig(env, "cartservice") },
];
const variables = readers.flatMap(({ name, read }) => {
  const env = new Env({});
  read(env);
  return env.asked.map((variable) => ({ reader: name, read, name: variable.name, fallback: variable.fallback }));
});

/** What an environment leads to: a configuration, or a sentence about this variable, which ends the program or is a warning. */
function outcome(read: Reader["read"], name: string, value: string) {
  const env = new Env({ [name]: value });
  const config = JSON.stringify(read(env));
  let problems: readonly string[] = [];
  try {
    env.assertComplete();
  } catch (error) {
    expect(error).toBeInstanceOf(EnvError);
    problems = (error as Error).message.split("\n").slice(1);
  }
  const about = [...problems, ...env.warnings].filter((line) => new RegExp(`^ *${name}\\b`).test(line));
  return { config, about };
}

const isFree = ({ name, reader }: { name: string; reader: string }) =>
  // Texts that mean nothing but themselves.
  [
    "HOST_NAMES",
    "SERVICE_REVISION",
    "SERVICE_VERSION",
    "BANNER_COLOR",
    "FRONTEND_MESSAGE",
    "POD_NAME",
    "OTEL_SERVICE_NAME",
  ].includes(name) ||
  // Read only where the sampler has one.
  (name === "OTEL_TRACES_SAMPLER_ARG" && reader === "telemetry") ||
  // Every text is a path that can be written.
  name === "LOG_FILE" ||
  name === "COURSE_FILE";

test("there are many of them", () => {
  expect(new Set(variables.map(({ name }) => name)).size).toBeGreaterThan(80);
});

describe("a variable that is set to", () => {
  test.each(variables)("nothing, or to spaces, is not set: $name of $reader", ({ read, name }) => {
    const unset = outcome(read, "UNHEARD_OF", "");
    for (const value of ["", " ", "\t\n"]) expect(outcome(read, name, value).config).toBe(unset.config);
  });

  test.each(variables.filter((variable) => !isFree(variable)))(
    "what it can't be is told with its name, its value and what would do: $name of $reader",
    ({ read, name }) => {
      for (const value of ["ftp://nowhere:99999/%zz", "host:99999", "http://x:99999", "-1,-1 ?", '{"a":1}']) {
        const { about } = outcome(read, name, value);
        expect(about, value).not.toEqual([]);
        for (const line of about) {
          expect(line).toMatch(/ (but must be|which is none of|is no key=value pair)/);
          expect(line).toMatch(/: "|(is|has) "/);
        }
      }
    },
  );

  test.each(variables.filter((variable) => !isFree(variable)))(
    "a secret keeps it: $name of $reader",
    ({ read, name }) => {
      for (const value of [
        "ftp://me:s3cret@nowhere:1",
        "http://me:s3cret@x y",
        "redis://:s3cret%@h",
        "me:s3cret@host:99999",
      ]) {
        expect(outcome(read, name, value).about.join()).not.toContain("s3cret");
      }
    },
  );
});
