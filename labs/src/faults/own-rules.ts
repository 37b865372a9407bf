import { fieldOf, parse, readCondition } from "./rule-json.ts";

/** What learners have switched for themselves, and the rule that is there for all others. */
export interface OwnRules {
  /** Variants by the learner's name. */
  readonly own: ReadonlyMap<string, string>;
  /** In flagd's JSON; "" for none, so that the others get the flag's default. */
  readonly rest: string;
}

/** What rules know a learner by. */
export const LEARNER = "learner";

/** Takes a rule apart. One that was not written by `writeOwnRules` is all rest. */
export function readOwnRules(targeting: string): OwnRules {
  const none: OwnRules = { own: new Map(), rest: targeting };
  const branches = fieldOf(parse(targeting), "if");
  if (!Array.isArray(branches) || branches.length < 3 || branches.length % 2 === 0) return none;
  const last: unknown = branches.at(-1);
  if (typeof last !== "object") return none;
  const own = new Map<string, string>();
  for (let i = 0; i + 1 < branches.length; i += 2) {
    const condition = readCondition(branches[i]);
    const variant: unknown = branches[i + 1];
    if (condition?.key !== LEARNER || typeof variant !== "string") return none;
    own.set(condition.value, variant);
  }
  return { own, rest: last === null ? "" : JSON.stringify(last) };
}

/** The rule in flagd's JSON; "" when nothing is left of it. */
export function writeOwnRules({ own, rest }: OwnRules): string {
  if (own.size === 0) return rest;
  const branches = [...own].flatMap(([name, variant]) => [{ "==": [{ var: LEARNER }, name] }, variant]);
  return JSON.stringify({ if: [...branches, rest === "" ? null : parse(rest)] });
}

/** The rule with this variant for the learner; without one for them when `variant` is undefined. */
export function withOwnRule(targeting: string, learner: string, variant: string | undefined): string {
  const { own, rest } = readOwnRules(targeting);
  const changed = new Map(own);
  if (variant === undefined) changed.delete(learner);
  else changed.set(learner, variant);
  return writeOwnRules({ own: changed, rest });
}
