import { unsupported } from "../query-error.ts";
import { METRIC_NAME } from "../store/labels.ts";
import { type Matcher, type MatchOperator, matcherOf } from "../store/matcher.ts";
import type { Aggregation, Expr, Matching, Operator } from "./ast.ts";
import { type Token, parseError, tokensOf } from "./lexer.ts";
import { parseDurationMs, parseQueryNumber, unquote } from "./literals.ts";

/** How tightly each operator binds (promql/parser/generated_parser.y). */
const PRECEDENCE: ReadonlyMap<string, readonly [Operator, number]> = new Map(
  (
    [
      [1, ["or"]],
      [2, ["and", "unless"]],
      [3, ["==", "!=", "<=", "<", ">=", ">"]],
      [4, ["+", "-"]],
      [5, ["*", "/", "%", "atan2"]],
      [6, ["^"]],
    ] as const
  ).flatMap(([precedence, operators]) => operators.map((one) => [one, [one, precedence] as const] as const)),
);
const POWER = 6;

const AGGREGATIONS: ReadonlyMap<string, Aggregation> = new Map(
  (["sum", "avg", "min", "max", "count"] as const).map((name) => [name, name]),
);
const OTHER_AGGREGATIONS = "bottomk count_values group limitk limit_ratio quantile stddev stdvar topk".split(" ");
const MATCH_OPERATORS: ReadonlyMap<string, MatchOperator> = new Map(
  (["=", "!=", "=~", "!~"] as const).map((operator) => [operator, operator]),
);
/** Parentheses, calls, operators and the like are limited, since each may take a frame of the stack. */
const PARTS_MAX = 1000;

/** Reads tokens of PromQL, by precedence. Types are checked afterwards. */
export class Parser {
  readonly #query: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #parts = 0;

  constructor(query: string) {
    this.#query = query;
    this.#tokens = tokensOf(query);
  }

  /** The query's expression. Throws a QueryError. */
  parse(): Expr {
    if (this.#isAtEnd()) throw this.#error("no expression found in input");
    const expr = this.#expression(1);
    if (!this.#isAtEnd()) throw this.#error(`unexpected ${this.#shown}`);
    return expr;
  }

  get #token(): Token {
    return this.#tokens[this.#next] ?? { kind: "end", text: "", at: this.#query.length };
  }

  #isAtEnd(): boolean {
    return this.#token.kind === "end";
  }

  get #shown(): string {
    return this.#isAtEnd() ? "end of input" : JSON.stringify(this.#token.text);
  }

  #error(message: string) {
    return parseError(this.#query, this.#token.at, message);
  }

  #take(): Token {
    const token = this.#token;
    this.#next += 1;
    return token;
  }

  /** Takes the next token if it is one of these signs or keywords; keywords are taken in any case. */
  #takeIf<T extends string>(...texts: readonly T[]): T | undefined {
    const { kind, text } = this.#token;
    const word = kind === "name" ? text.toLowerCase() : text;
    const found = kind === "name" || kind === "sign" ? texts.find((one) => one === word) : undefined;
    if (found !== undefined) this.#next += 1;
    return found;
  }

  #expect(sign: string, where: string): void {
    if (this.#takeIf(sign) === undefined)
      throw this.#error(`unexpected ${this.#shown} in ${where}, expected "${sign}"`);
  }

  #expression(precedenceMin: number): Expr {
    this.#parts += 1;
    if (this.#parts > PARTS_MAX) throw this.#error(`more than ${PARTS_MAX} operators, calls and parentheses`);
    let left = this.#signed();
    for (;;) {
      const { kind, text } = this.#token;
      const [operator, precedence] = PRECEDENCE.get(kind === "string" ? "" : text.toLowerCase()) ?? [];
      if (operator === undefined || precedence === undefined || precedence < precedenceMin) break;
      this.#take();
      const isBool = this.#takeIf("bool") !== undefined;
      const matching = this.#matching();
      // All operators bind to the left, but for the power.
      const right = this.#expression(precedence === POWER ? POWER : precedence + 1);
      left = { kind: "binary", operator, left, right, isBool, matching };
    }
    return left;
  }

  /** A sign binds like a multiplication: -2^2 is -4. */
  #signed(): Expr {
    const sign = this.#takeIf("-", "+");
    if (sign === undefined) return this.#withModifiers(this.#operand());
    const expr = this.#expression(POWER);
    if (expr.kind === "number") return { kind: "number", value: sign === "-" ? -expr.value : expr.value };
    return { kind: "unary", sign, expr };
  }

  #operand(): Expr {
    const { kind, text } = this.#token;
    if (this.#takeIf("(") !== undefined) {
      const expr = this.#expression(1);
      this.#expect(")", "parentheses");
      return expr;
    }
    if (kind === "number") return { kind: "number", value: this.#number(this.#take().text) };
    if (kind === "duration") return { kind: "number", value: (parseDurationMs(this.#take().text) ?? 0) / 1000 };
    if (kind === "string") return { kind: "string", value: this.#text() };
    if (kind === "name") return this.#named(text);
    if (text === "{") return { kind: "selector", matchers: this.#matchers(undefined), offsetMs: 0 };
    throw this.#error(`unexpected ${this.#shown}`);
  }

  #number(text: string): number {
    const value = parseQueryNumber(text);
    if (value === undefined) throw this.#error(`bad number: ${JSON.stringify(text)}`);
    return value;
  }

  #text(): string {
    const text = unquote(this.#token.text);
    if (text === undefined) throw this.#error(`invalid escape in ${this.#token.text}`);
    this.#take();
    return text;
  }

  /** An aggregation, a call, a selector, or one of the numbers that are written as words. */
  #named(text: string): Expr {
    const word = text.toLowerCase();
    const following = this.#tokens[this.#next + 1]?.text.toLowerCase() ?? "";
    const isAggregation = AGGREGATIONS.has(word) || OTHER_AGGREGATIONS.includes(word);
    if (isAggregation && ["(", "by", "without"].includes(following)) return this.#aggregate(word);
    if (following === "(") return { kind: "call", name: this.#take().text, args: this.#arguments(text) };
    if (word === "inf" || word === "nan") return { kind: "number", value: this.#number(this.#take().text) };
    if (PRECEDENCE.has(word) || ["on", "ignoring", "group_left", "group_right", "offset", "bool"].includes(word)) {
      throw this.#error(`unexpected ${this.#shown}`);
    }
    this.#take();
    return { kind: "selector", matchers: this.#matchers(text), offsetMs: 0 };
  }

  #aggregate(word: string): Expr {
    this.#take();
    const operator = AGGREGATIONS.get(word);
    if (operator === undefined) throw unsupported(`${word}()`);
    const before = this.#grouping();
    const [expr, ...others] = this.#arguments(word);
    if (expr === undefined || others.length > 0) {
      throw this.#error(
        `wrong number of arguments for aggregate expression provided, expected 1, got ${expr ? 1 + others.length : 0}`,
      );
    }
    const { grouping, isWithout } = before ?? this.#grouping() ?? { grouping: [], isWithout: false };
    return { kind: "aggregate", operator, expr, grouping, isWithout };
  }

  #grouping(): { readonly grouping: readonly string[]; readonly isWithout: boolean } | undefined {
    const word = this.#takeIf("by", "without");
    return word === undefined ? undefined : { grouping: this.#labelNames(), isWithout: word === "without" };
  }

  #arguments(what: string): readonly Expr[] {
    this.#expect("(", `call of ${what}`);
    const args: Expr[] = [];
    if (this.#takeIf(")") !== undefined) return args;
    do args.push(this.#expression(1));
    while (this.#takeIf(",") !== undefined);
    this.#expect(")", `call of ${what}`);
    return args;
  }

  #labelNames(): readonly string[] {
    this.#expect("(", "grouping opts");
    const names: string[] = [];
    while (this.#takeIf(")") === undefined) {
      names.push(this.#labelName());
      if (this.#takeIf(",") === undefined) {
        this.#expect(")", "grouping opts");
        break;
      }
    }
    return names;
  }

  #labelName(): string {
    const { kind, text } = this.#token;
    if (kind !== "name" || text.includes(":")) throw this.#error(`unexpected ${this.#shown}, expected a label's name`);
    return this.#take().text;
  }

  #matching(): Matching | undefined {
    const word = this.#takeIf("on", "ignoring");
    if (word === undefined) return undefined;
    const matching = { isOn: word === "on", labels: this.#labelNames() };
    const group = this.#takeIf("group_left", "group_right");
    if (group === undefined) return { ...matching, include: [] };
    const include = this.#token.text === "(" ? this.#labelNames() : [];
    return { ...matching, many: group === "group_left" ? "left" : "right", include };
  }

  #matchers(name: string | undefined): readonly Matcher[] {
    const matchers: Matcher[] = name === undefined ? [] : [matcherOf(METRIC_NAME, "=", name)];
    if (this.#takeIf("{") !== undefined) {
      while (this.#takeIf("}") === undefined) {
        matchers.push(this.#matcher(name));
        if (this.#takeIf(",") === undefined) {
          this.#expect("}", "label matching");
          break;
        }
      }
    }
    if (matchers.every((matcher) => matcher.fits("")))
      throw this.#error("vector selector must contain at least one non-empty matcher");
    return matchers;
  }

  #matcher(metric: string | undefined): Matcher {
    const name = this.#labelName();
    const operator = MATCH_OPERATORS.get(this.#token.text);
    if (operator === undefined)
      throw this.#error(`unexpected ${this.#shown} in label matching, expected one of = != =~ !~`);
    this.#take();
    if (this.#token.kind !== "string")
      throw this.#error(`unexpected ${this.#shown} in label matching, expected string`);
    const value = this.#text();
    if (name === METRIC_NAME && metric !== undefined)
      throw this.#error(`metric name must not be set twice: ${JSON.stringify(metric)} or ${JSON.stringify(value)}`);
    try {
      return matcherOf(name, operator, value);
    } catch (error) {
      throw this.#error(`invalid regular expression: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** What follows an operand: a range, an offset. */
  #withModifiers(operand: Expr): Expr {
    let expr = operand;
    for (;;) {
      if (this.#takeIf("[") !== undefined) expr = this.#range(expr);
      else if (this.#takeIf("offset") !== undefined) expr = this.#offset(expr);
      else if (this.#takeIf("@") !== undefined) throw unsupported("The modifier @");
      else return expr;
    }
  }

  #range(expr: Expr): Expr {
    const rangeMs = this.#duration();
    if (this.#takeIf(":") !== undefined) throw unsupported("A subquery");
    if (expr.kind !== "selector") throw this.#error("ranges only allowed for vector selectors");
    if (expr.offsetMs !== 0) throw this.#error("no offset modifiers allowed before range");
    if (rangeMs <= 0) throw this.#error("duration must be greater than 0");
    this.#expect("]", "range");
    return { kind: "range", selector: expr, rangeMs };
  }

  #offset(expr: Expr): Expr {
    const sign = this.#takeIf("-", "+") === "-" ? -1 : 1;
    const offsetMs = sign * this.#duration();
    const selector = expr.kind === "range" ? expr.selector : expr;
    if (selector.kind !== "selector")
      throw this.#error("offset modifier must be preceded by an instant vector selector or range vector selector");
    if (selector.offsetMs !== 0) throw this.#error("offset may not be set multiple times");
    return expr.kind === "range" ? { ...expr, selector: { ...selector, offsetMs } } : { ...selector, offsetMs };
  }

  /** Milliseconds; a number without a unit is in seconds. */
  #duration(): number {
    const { kind, text } = this.#token;
    if (kind !== "duration" && kind !== "number")
      throw this.#error(`unexpected ${this.#shown}, expected a duration such as 5m`);
    this.#take();
    return kind === "duration" ? (parseDurationMs(text) ?? 0) : Math.round(this.#number(text) * 1000);
  }
}
