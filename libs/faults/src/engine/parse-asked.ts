import { type Fault, faultNamed, variantNamed } from "../catalogue/index.ts";
import { UNMARKED } from "../names.ts";

/** Maximum characters of an unknown name in a span. */
const SHOWN_MAX = 40;

/** The faults that a request asks for, and what is wrong with others that it named. */
export interface Asked {
  readonly variants: ReadonlyMap<Fault, string>;
  /** One sentence for each. */
  readonly problems: readonly string[];
  /** Its faults are to act without marks in its spans. */
  readonly isUnmarked: boolean;
}

/** Reads `name:variant`, several joined by `+`, or by spaces, as some decoders make of it; one may be `unmarked`. */
export function parseAsked(text: string): Asked {
  const variants = new Map<Fault, string>();
  const problems: string[] = [];
  const parts = text.split(/[+\s]+/).filter((one) => one !== "");
  for (const part of parts.filter((one) => one !== UNMARKED)) {
    const [name = "", variant = ""] = part.split(":", 2);
    const fault = faultNamed(name);
    if (!fault) problems.push(`no fault is named ${shown(name)}`);
    else if (!variantNamed(fault, variant)) problems.push(`${name} has no variant ${shown(variant) || "(none given)"}`);
    else if (!fault.perRequest) problems.push(`${name} can't be for one request`);
    else variants.set(fault, variant);
  }
  return { variants, problems, isUnmarked: parts.includes(UNMARKED) };
}

/** Printable and short: it is a stranger's text. */
function shown(text: string): string {
  return text.replace(/[^\w.-]/g, "?").slice(0, SHOWN_MAX);
}
