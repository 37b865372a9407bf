import { OFF } from "./names.ts";

/** A property that a request must have: a key of the evaluation context, and its value. */
export interface Condition {
  readonly key: string;
  readonly value: string;
}

/** For whom a variant is; everybody when there is no limit. */
export interface Limits {
  /** Percentage of the targeting keys, above 0 to 100; hundredths of a percent are kept. */
  readonly percent?: number | undefined;
  /** All of them must hold. */
  readonly where: readonly Condition[];
}

/** flagd's targeting rule by which those within the limits get the variant, and all others `off`; undefined for everybody. */
export function ruleFor(variant: string, { percent = 100, where }: Limits): object | undefined {
  // flagd's weights are whole numbers.
  const whole = Number.isInteger(percent) ? 100 : 10_000;
  const weight = Math.round((percent * whole) / 100);
  const fractional = [
    [variant, weight],
    [OFF, whole - weight],
  ];
  const share = weight < whole ? { fractional } : variant;
  if (where.length === 0) return typeof share === "string" ? undefined : share;
  const conditions = where.map(({ key, value }) => ({ "==": [{ var: key }, value] }));
  return { if: [conditions.length === 1 ? conditions[0] : { and: conditions }, share, OFF] };
}
