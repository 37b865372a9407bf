/** The fields of a span that labels are made of. */
interface LabelledSpan {
  readonly operation: string;
  readonly kind: string;
  readonly process: { readonly service: string };
}

/** Service and operation, for sentences: "frontend GET /". */
export function spanName({ process, operation }: Omit<LabelledSpan, "kind">): string {
  return `${process.service} ${operation}`.trim();
}

/** Label for a line of a tree: service, "→" for a client span, "←" for a server span, "·" for others, operation. */
export function spanLabel({ process, operation, kind }: LabelledSpan): string {
  const arrow = kind === "client" ? "→" : kind === "server" ? "←" : "·";
  return `${process.service} ${arrow} ${shortOperation(operation)}`;
}

/** The operation without the shop's protobuf package: "CartService/GetCart". */
export function shortOperation(operation: string): string {
  return operation.replace(/^hipstershop\./, "");
}
