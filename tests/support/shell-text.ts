/** One command as a shell would run it. */
export interface Command {
  /** NAME=value before the program's name. */
  readonly variables: Readonly<Record<string, string>>;
  readonly program: string;
  readonly args: readonly string[];
}

/** A quoted text, a $(…), a <placeholder>, an escaped character, or what else belongs to a word. */
const WORD = /(?:'[^']*'|"[^"]*"|\$\([^)]*\)|<[a-z][^<>]*>|\\.|[^\s'"|&;<>])+/y;
const OPERATOR = /&&|\|\||[|;]|>>?/y;
const KEYWORDS = new Set(["do", "done"]);

/** The commands of a shell text, in order; where their output goes is left out. Of a loop the commands within it. */
export function commandsOf(text: string): Command[] {
  return text
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .flatMap((line) => commandsOfLine(line));
}

function commandsOfLine(line: string): Command[] {
  const commands: string[][] = [[]];
  let at = 0;
  let isTarget = false;
  const next = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const [found] = pattern.exec(line) ?? [];
    at += found?.length ?? 0;
    return found;
  };
  while (at < line.length) {
    if (next(/\s+/y) !== undefined) continue;
    if (line[at] === "#") break;
    const operator = next(OPERATOR);
    if (operator?.startsWith(">")) isTarget = true;
    else if (operator !== undefined) commands.push([]);
    else {
      const word = next(WORD);
      if (word === undefined) throw new Error(`a shell would stumble over ${line.slice(at)}`);
      if (!isTarget) commands.at(-1)?.push(unquoted(word));
      isTarget = false;
    }
  }
  return commands.flatMap((words) => commandOf(words) ?? []);
}

function commandOf(words: readonly string[]): Command | undefined {
  const rest = words.filter((word, i) => i > 0 || !KEYWORDS.has(word));
  if (rest[0] === "for") return undefined;
  const variables: Record<string, string> = {};
  while (/^[A-Z_]+=/.test(rest[0] ?? "")) {
    const [, name = "", value = ""] = /^([A-Z_]+)=(.*)$/s.exec(rest.shift() ?? "") ?? [];
    variables[name] = value;
  }
  const [program, ...args] = rest;
  return program === undefined ? undefined : { variables, program, args };
}

const unquoted = (word: string) =>
  word.replaceAll(
    /'([^']*)'|"([^"]*)"|\\(.)/g,
    (_, single?: string, double?: string, escaped?: string) => single ?? double ?? escaped ?? "",
  );

/** As one line, for the names of tests. */
export function written({ variables, program, args }: Command): string {
  const set = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return [...set, program, ...args].join(" ");
}
