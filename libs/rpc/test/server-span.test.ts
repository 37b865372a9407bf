import { AdService } from "@hipstershop/contract";
import { SpanKind, SpanStatusCode } from "@hipstershop/telemetry";
import { testTelemetry } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { createClient, implement, RpcError, serve, Status, type StatusCode, statusName } from "../src/index.ts";

const codes = Object.values(Status).filter((code) => typeof code === "number" && code !== Status.OK) as StatusCode[];

/** The server span of a call that ends with this status. */
async function serverSpanOf(code: StatusCode) {
  await using telemetry = await testTelemetry("adservice");
  const refuse = () => {
    throw new RpcError(code, "on purpose");
  };
  const options = { host: "127.0.0.1", port: 0, reflection: false, connectionAgeMs: 0 };
  await using server = await serve([implement(AdService, { getAds: refuse })], options, telemetry);
  using ads = createClient(AdService, server.address, telemetry);
  await expect(ads.getAds({})).rejects.toMatchObject({ code });
  const spans = telemetry.spans().filter(({ kind }) => kind === SpanKind.SERVER);
  expect(spans).toHaveLength(1);
  return spans[0];
}

describe("a status that says the server failed marks its span as failed, any other does not", () => {
  // https://opentelemetry.io/docs/specs/semconv/rpc/grpc/
  const failures = new Set(["UNKNOWN", "DEADLINE_EXCEEDED", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS"]);

  test.each(codes.map((code) => [statusName(code), code] as const))("%s", async (name, code) => {
    const isFailure = failures.has(name);
    const span = await serverSpanOf(code);
    expect(span?.attributes).toMatchObject({ "rpc.response.status_code": name });
    expect(span?.attributes["error.type"]).toBe(isFailure ? name : undefined);
    expect(span?.status).toEqual(
      isFailure ? { code: SpanStatusCode.ERROR, message: "on purpose" } : { code: SpanStatusCode.UNSET },
    );
  });

  test("all statuses of gRPC are tried", () => expect(codes).toHaveLength(16));
});
