interface Source {
  readonly file: string;
  readonly text: string;
}

/** Maximum lines between a call and the comment that names its rpc: the comment is above the function. */
const LINES_ABOVE = 16;

/**
 * The places that a search for the name of a span does not find: a handler or a call whose comment does not have the
 * rpc's full name. `rpcs` are such as hipstershop.CartService/GetCart.
 */
export function rpcNameProblems(rpcs: readonly string[], sources: readonly Source[]): string[] {
  const handlers = rpcs
    .filter((rpc) => !sources.some(({ text }) => handlerOf(rpc).test(text)))
    .map((rpc) => `no handler says ${rpc} in the comment above it`);
  return [...handlers, ...sources.flatMap((source) => callProblems(rpcs, source))];
}

function functionName(rpc: string): string {
  const method = rpc.slice(rpc.indexOf("/") + 1);
  return method.charAt(0).toLowerCase() + method.slice(1);
}

/** Matches a comment with the name, directly above a member of that name. */
function handlerOf(rpc: string): RegExp {
  return new RegExp(
    `/\\*\\*[^\\n]*${rpc.replaceAll(".", "\\.")}\\b[^\\n]*\\*/\\n\\s*(async )?\\*?${functionName(rpc)}[(:]`,
  );
}

function callProblems(rpcs: readonly string[], { file, text }: Source): string[] {
  const lines = text.split("\n");
  return lines.flatMap((line, i) => {
    const called = /(?:clients?\.\w+|client|catalog)\s*\.(\w+)\(|^\s*\.(\w+)\(\{ userId/i.exec(line);
    const name = called?.[1] ?? called?.[2];
    const candidates = rpcs.filter((rpc) => functionName(rpc) === name);
    const above = lines.slice(Math.max(0, i - LINES_ABOVE), i + 1).join("\n");
    if (candidates.length === 0 || candidates.some((rpc) => above.includes(rpc))) return [];
    return [`${file}:${i + 1} calls ${name} without naming ${candidates.join(" or ")} above`];
  });
}
