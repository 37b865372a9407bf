/** = and != compare exactly (with * as wildcard), ~ and !~ search for a substring, the others compare numbers. */
export type Comparator = "=" | "!=" | "~" | "!~" | ">" | ">=" | "<" | "<=";

/** A condition on a span. `comparator` is undefined for a bare word, quoted or not. */
export interface Term {
  readonly type: "term";
  readonly key: string;
  readonly comparator?: Comparator;
  readonly value: string;
  readonly isQuoted: boolean;
  readonly position: number;
}

export type Expression =
  | Term
  | { readonly type: "and" | "or"; readonly parts: readonly Expression[] }
  | { readonly type: "not"; readonly part: Expression };

/** A syntax error in a query; `position` counts characters from its start. */
export class QueryProblem extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.name = "QueryProblem";
    this.position = position;
  }
}

const LENGTH_MAX = 2000;
const NESTING_MAX = 50;
const BLANKS = /\s*/y;
const KEYWORD = /(?:AND|OR|NOT)(?=[\s()]|$)/y;
const KEY = /[^\s()"=!~<>]+/y;
const COMPARATOR = /!=|!~|>=|<=|[=~<>]/y;
const WORD = /[^\s()"]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;

/** Parses a query; undefined for an empty one. AND is implied and binds tighter than OR. Throws a QueryProblem. */
export function parseQuery(text: string): Expression | undefined {
  if (text.length > LENGTH_MAX) throw new QueryProblem(`a query can have ${LENGTH_MAX} characters`, LENGTH_MAX);
  return new Parser(text).parse();
}

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Expression | undefined {
    this.#take(BLANKS);
    if (this.#isEnd()) return undefined;
    const expression = this.#or();
    if (!this.#isEnd()) throw new QueryProblem("a ) without its (", this.#at);
    return expression;
  }

  #or(): Expression {
    const parts = [this.#and()];
    while (this.#takeKeyword("OR")) parts.push(this.#and());
    return parts.length === 1 ? parts[0]! : { type: "or", parts };
  }

  #and(): Expression {
    const parts = [this.#not()];
    while (this.#takeKeyword("AND") || this.#isMore()) parts.push(this.#not());
    return parts.length === 1 ? parts[0]! : { type: "and", parts };
  }

  /** True when another condition follows without a keyword. */
  #isMore(): boolean {
    return !this.#isEnd() && this.#text[this.#at] !== ")" && this.#peek(KEYWORD) !== "OR";
  }

  #not(): Expression {
    this.#depth += 1;
    if (this.#depth > NESTING_MAX) throw new QueryProblem(`nested deeper than ${NESTING_MAX}`, this.#at);
    const expression = this.#takeNegation() ? ({ type: "not", part: this.#not() } as const) : this.#primary();
    this.#depth -= 1;
    return expression;
  }

  #takeNegation(): boolean {
    if (this.#takeKeyword("NOT")) return true;
    if (this.#text[this.#at] !== "-") return false;
    this.#at += 1;
    return true;
  }

  #primary(): Expression {
    const position = this.#at;
    const keyword = this.#peek(KEYWORD);
    if (keyword !== undefined) throw new QueryProblem(`a condition is missing before ${keyword}`, position);
    if (this.#isEnd()) throw new QueryProblem("a condition is missing at the end", position);
    if (this.#text[this.#at] === ")") throw new QueryProblem("a condition is missing before )", position);
    if (this.#text[this.#at] !== "(") return this.#term(position);
    this.#at += 1;
    this.#take(BLANKS);
    const inner = this.#or();
    if (this.#text[this.#at] !== ")") throw new QueryProblem("this ( has no )", position);
    this.#at += 1;
    this.#take(BLANKS);
    return inner;
  }

  #term(position: number): Term {
    if (this.#text[this.#at] === '"') return { type: "term", key: "", ...this.#value(), position };
    const key = this.#take(KEY);
    if (key === undefined) throw new QueryProblem(`a name is missing before ${this.#text[this.#at]}`, position);
    const comparator = this.#take(COMPARATOR) as Comparator | undefined;
    if (comparator === undefined) {
      if (this.#text[this.#at] === "!") throw new QueryProblem("! alone means nothing: != or !~", this.#at);
      this.#take(BLANKS);
      return { type: "term", key: "", value: key, isQuoted: false, position };
    }
    return { type: "term", key, comparator, ...this.#value(), position };
  }

  #value(): { value: string; isQuoted: boolean } {
    const start = this.#at;
    const isQuoted = this.#text[start] === '"';
    const taken = this.#take(isQuoted ? QUOTED : WORD);
    if (taken === undefined)
      throw new QueryProblem(isQuoted ? 'this " is not closed' : "a value is missing here", start);
    this.#take(BLANKS);
    return { value: isQuoted ? taken.slice(1, -1).replaceAll(/\\(.)/g, "$1") : taken, isQuoted };
  }

  #takeKeyword(word: string): boolean {
    if (this.#peek(KEYWORD) !== word) return false;
    this.#at += word.length;
    this.#take(BLANKS);
    return true;
  }

  #isEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  #peek(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #take(pattern: RegExp): string | undefined {
    const taken = this.#peek(pattern);
    this.#at += taken?.length ?? 0;
    return taken;
  }
}
