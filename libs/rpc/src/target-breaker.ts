import { type ServiceError, status } from "@grpc/grpc-js";
import { Health } from "@hipstershop/contract";
import type { Telemetry } from "@hipstershop/telemetry";
import type { UpDownCounter } from "@opentelemetry/api";
import { Breaker } from "./breaker.ts";
import type { Connection } from "./connection.ts";
import { fromServiceError } from "./errors.ts";

/** Deadline of a health check. */
const CHECK_MS = 500;

const { path, requestSerialize, responseDeserialize } = Health.definition.Check;

/**
 * The breaker of a client for `service`, such as hipstershop.CartService. Its state is the metric
 * `rpc_client_circuit_breaker_open`, and its changes are logged.
 */
export function openBreaker(service: string, connection: Connection, telemetry: Telemetry): Breaker {
  const attributes = { "rpc.service": service };
  const gauge = gaugeOf(telemetry);
  gauge.add(0, attributes);
  return new Breaker({
    checkHealth: () => checkHealth(connection),
    onChange: (isOpen) => {
      gauge.add(isOpen ? 1 : -1, attributes);
      if (isOpen) telemetry.log.warn(attributes, "circuit breaker opened: calls in a row got no answer in time");
      else telemetry.log.info(attributes, "circuit breaker closed: the service answers health checks");
    },
  });
}

/** Any answer will do: a service without the health service, or one that is not ready, is not frozen. */
function checkHealth({ client }: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    const answered = (error: ServiceError | null): void => {
      const isMissing = error?.code === status.DEADLINE_EXCEEDED || error?.code === status.UNAVAILABLE;
      if (isMissing) reject(fromServiceError(error));
      else resolve();
    };
    const deadline = Date.now() + CHECK_MS;
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, { service: "" }, { deadline }, answered);
  });
}

const gauges = new WeakMap<Telemetry, UpDownCounter>();

function gaugeOf(telemetry: Telemetry): UpDownCounter {
  let known = gauges.get(telemetry);
  if (!known) {
    known = telemetry.meter.createUpDownCounter("rpc_client_circuit_breaker_open", {
      description: "1 while calls to the service fail at once, since the last ones got no answer in time.",
    });
    gauges.set(telemetry, known);
  }
  return known;
}
