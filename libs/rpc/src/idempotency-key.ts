import { status } from "@grpc/grpc-js";
import { IDEMPOTENCY_KEY, IDEMPOTENCY_KEY_LENGTH_MAX } from "@hipstershop/contract";
import type { Call } from "./call.ts";
import { RpcError } from "./errors.ts";

/** The idempotency key of a call; "" when it has none. Throws INVALID_ARGUMENT when it is too long. */
export function idempotencyKeyOf(call: Pick<Call, "header">): string {
  const key = call.header(IDEMPOTENCY_KEY);
  if (key.length <= IDEMPOTENCY_KEY_LENGTH_MAX) return key;
  const message = `${IDEMPOTENCY_KEY} must have ${IDEMPOTENCY_KEY_LENGTH_MAX} characters at most`;
  throw new RpcError(status.INVALID_ARGUMENT, message);
}
