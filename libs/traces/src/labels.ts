/** As much of a span as its names need. */
interface LabelledSpan {
  readonly operation: string;
  readonly kind: string;
  readonly process: { readonly service: string };
}

/** A span in a sentence, such as "frontend GET /". */
export function spanName({ process, operation }: Omit<LabelledSpan, "kind">): string {
  return `${process.service} ${operation}`.trim();
}

/** A span in a line of a tree: its service, "→" for a client span, "←" for a server span, "·" for others, and its operation. */
export function spanLabel({ process, operation, kind }: LabelledSpan): string {
  const arrow = kind === "client" ? "→" : kind === "server" ? "←" : "·";
  return `${process.service} ${arrow} ${shortOperation(operation)}`;
}

/** The operation without the package of our rpcs: "CartService/GetCart". */
export function shortOperation(operation: string): string {
  return operation.replace(/^hipstershop\./, "");
}
