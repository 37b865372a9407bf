import type { Check } from "../check.ts";
import { freezeMatrix, killMatrix } from "./matrix.ts";
import { oddInput } from "./odd-input.ts";
import { overload } from "./overload.ts";

/** All checks, in the order of their ids. */
export const checks: readonly Check[] = [killMatrix, freezeMatrix, overload, oddInput];
