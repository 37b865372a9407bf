/** Some instrumentations put a slash in front. Packages are written in lower case, services are not: no host name fits. */
const RPC_PACKAGE = /^\/?(?:[a-z_]\w*\.)+(?=[A-Z]\w*\/\w+$)/;

/** The fields of a span that labels are made of. */
interface LabelledSpan {
  readonly operation: string;
  readonly kind: string;
  readonly process: { readonly service: string };
}

/** Service and short operation, for sentences: "frontend GET /". */
export function spanName({ process, operation }: Omit<LabelledSpan, "kind">): string {
  return `${process.service} ${shortOperation(operation)}`.trim();
}

/** Label for a line of a tree: service, "→" for a client span, "←" for a server span, "·" for others, operation. */
export function spanLabel({ process, operation, kind }: LabelledSpan): string {
  const arrow = kind === "client" ? "→" : kind === "server" ? "←" : "·";
  return `${process.service} ${arrow} ${shortOperation(operation)}`;
}

/**
 * The operation as it is shown: an rpc without its protobuf package ("CartService/GetCart" for
 * "hipstershop.CartService/GetCart"), any other name as it is. Two names that differ look alike only where two packages
 * have a service of one name, so show the whole name, too (as a title).
 */
export function shortOperation(operation: string): string {
  return operation.replace(RPC_PACKAGE, "");
}
