import type { Check } from "../check.ts";
import { oneCart, redisKilled } from "./carts.ts";
import { deadlines } from "./deadlines.ts";
import { killedReplicas } from "./killed-replicas.ts";
import { lateStarts } from "./late-starts.ts";
import { freezeMatrix, killMatrix } from "./matrix.ts";
import { oddInput } from "./odd-input.ts";
import { oneCharge } from "./orders.ts";
import { markup } from "./markup.ts";
import { money } from "./money.ts";
import { overload } from "./overload.ts";
import { rollingStops } from "./rolling-stops.ts";
import { spansLost } from "./spans-lost.ts";
import { secrets } from "./secrets.ts";
import { soak } from "./soak.ts";
import { steadyMemory } from "./steady-memory.ts";

/** All checks, in the order of their ids. */
export const checks: readonly Check[] = [
  killMatrix,
  freezeMatrix,
  deadlines,
  rollingStops,
  killedReplicas,
  redisKilled,
  oneCart,
  oneCharge,
  overload,
  oddInput,
  spansLost,
  steadyMemory,
  money,
  soak,
  lateStarts,
  secrets,
  markup,
];
