import type { Check } from "../check.ts";
import { oneCart, redisKilled } from "./carts.ts";
import { freezeMatrix, killMatrix } from "./matrix.ts";
import { oneCharge } from "./orders.ts";

/** All checks, in the order of their ids. */
export const checks: readonly Check[] = [killMatrix, freezeMatrix, redisKilled, oneCart, oneCharge];
