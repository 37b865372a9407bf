import { testTelemetry } from "@hipstershop/testkit";
import { expect, test } from "vitest";

const given = {
  "service.name": "team-a",
  "service.version": "9",
  "service.instance.id": "pod-1",
  "host.name": "elsewhere",
  "telemetry.sdk.name": "ours",
  "telemetry.sdk.language": "cobol",
  team: "a",
  empty: "",
};
const expected = {
  "service.name": "cartservice",
  "service.version": "0.0.0-test",
  "service.instance.id": "pod-1",
  "host.name": "elsewhere",
  "telemetry.sdk.name": "opentelemetry",
  "telemetry.sdk.language": "nodejs",
  team: "a",
  empty: "",
};

const labelsOf = (text: string) =>
  [...(/^target_info\{(.*)\} 1$/m.exec(text)?.[1] ?? "").matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(
    ([, name = "", value = ""]) => [name, value] as const,
  );

test("given attributes win over what was found out, not over who the service and its SDK are", async () => {
  await using telemetry = await testTelemetry("cartservice", {
    resource: given,
    metrics: { host: "127.0.0.1", port: 0 },
  });
  telemetry.tracer.startSpan("work").end();
  expect(telemetry.spans()[0]?.resource.attributes).toMatchObject(expected);
  const labels = Object.fromEntries(labelsOf(await telemetry.scrape()));
  expect(labels).toMatchObject({ service_name: "cartservice", service_version: "0.0.0-test", team: "a" });
});

test("an attribute that would spoil the scrape is left out of target_info: one of a label that is taken, or is none", async () => {
  const resource = {
    service_name: "team-a",
    "service-version": "9",
    "1st": "x",
    "a b": "1",
    "a.b": "2",
    'q"': 'say "x"\n',
  };
  await using telemetry = await testTelemetry("cartservice", { resource, metrics: { host: "127.0.0.1", port: 0 } });
  const text = await telemetry.scrape();
  const labels = labelsOf(text);
  expect(new Set(labels.map(([name]) => name)).size).toBe(labels.length);
  expect(Object.fromEntries(labels)).toMatchObject({
    service_name: "cartservice",
    service_version: "0.0.0-test",
    a_b: "1",
    q_: 'say \\"x\\"\\n',
  });
  expect(labels.map(([name]) => name).filter((name) => !/^[a-z_]\w*$/i.test(name))).toEqual([]);
  expect(text).toMatch(/service_version="0\.0\.0-test"\} [\d.]+$/m);
});
