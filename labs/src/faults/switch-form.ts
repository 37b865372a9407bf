import { OFF } from "@hipstershop/faults/names";
import type { Condition } from "@hipstershop/faults/rules";
import type { Fault } from "@hipstershop/faults/catalogue";
import { checkVariant } from "@hipstershop/faults/switches";
import { PageProblem } from "../page-problem.ts";
import { isContextName } from "./context.ts";
import { type Rule, targetingOf } from "./rules.ts";

/** The fields of a form, as sent. */
export type Fields = Readonly<Record<string, string>>;

/** What the flag's default and rule are to be. */
export interface Setting {
  readonly defaultVariant: string;
  /** In flagd's JSON; "" for no rule. */
  readonly targeting: string;
}

const VALUE_LENGTH_MAX = 100;

/** What a switch form asks for. Throws a PageProblem 422, or a FaultSwitchError for an unknown variant. */
export function settingOf(fault: Fault, fields: Fields): Setting {
  const variant = fields["variant"] ?? "";
  checkVariant(fault, variant);
  const rule: Rule = { variant, ...percentOf(fields), where: conditionsIn(fields) };
  if (variant === OFF || (rule.percent === undefined && rule.where.length === 0))
    return { defaultVariant: variant, targeting: "" };
  return { defaultVariant: OFF, targeting: targetingOf(rule) };
}

function percentOf(fields: Fields): Pick<Rule, "percent"> {
  const text = (fields["percent"] ?? "").trim();
  if (text === "") return {};
  const percent = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (percent < 1 || percent > 100)
    throw new PageProblem(422, `The share is a whole number from 1 to 100, not “${text.slice(0, 40)}”.`);
  return percent === 100 ? {} : { percent };
}

function conditionsIn(fields: Fields): readonly Condition[] {
  const [key, value] = [(fields["key"] ?? "").trim(), (fields["value"] ?? "").trim()];
  if (key === "" && value === "") return [];
  if (!isContextName(key))
    throw new PageProblem(422, `A property has a name such as currency or session.id, not “${key.slice(0, 40)}”.`);
  if (value === "" || value.length > VALUE_LENGTH_MAX)
    throw new PageProblem(422, `A value for ${key} is needed, of at most ${VALUE_LENGTH_MAX} characters.`);
  return [{ key, value }];
}
