import type { Proofs } from "../proof.ts";
import { callProofs } from "./calls.ts";
import { dataProofs } from "./data.ts";
import { errorProofs } from "./errors.ts";
import { latencyProofs } from "./latency.ts";
import { loadProofs } from "./load.ts";
import { orderProofs } from "./orders.ts";
import { propagationProofs } from "./propagation.ts";
import { telemetryProofs } from "./telemetry.ts";

/** A proof for every variant of every fault. */
export const proofs: Proofs = {
  ...latencyProofs,
  ...errorProofs,
  ...callProofs,
  ...loadProofs,
  ...orderProofs,
  ...dataProofs,
  ...propagationProofs,
  ...telemetryProofs,
};
