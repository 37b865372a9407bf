interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params?: { readonly additionalProperty?: string };
}

/** How many of the errors about one place are worth telling. */
const TOLD_MAX = 3;

/**
 * What flagd-core's parser found, as a sentence. It reports a list of JSON schema errors inside its message, most of
 * them alternatives that don't matter; those about the deepest place are about the actual mistake.
 */
export function schemaProblem(error: unknown): string {
  const { message, cause } = error as Error;
  const start = message.indexOf("[");
  if (start < 0) return cause instanceof Error ? cause.message : message;
  const errors = (JSON.parse(message.slice(start)) as SchemaError[]).filter(({ keyword }) => keyword !== "anyOf");
  const depth = ({ instancePath }: SchemaError) => instancePath.split("/").length;
  const deepest = Math.max(...errors.map(depth));
  const sentences = new Set(errors.filter((error) => depth(error) === deepest).map(sentence));
  return [...sentences].slice(0, TOLD_MAX).join(" or ");
}

function sentence({ instancePath, message = "is wrong", params }: SchemaError): string {
  const extra = params?.additionalProperty;
  return `${instancePath || "/"} ${message}${extra === undefined ? "" : ` such as "${extra}"`}`;
}
