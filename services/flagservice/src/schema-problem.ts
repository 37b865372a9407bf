interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params?: { readonly additionalProperty?: string; readonly allowedValues?: readonly unknown[] };
}

/** How many places, and how many errors about one of them, are worth telling. */
const TOLD_MAX = 3;
/** These only say that one of the alternatives would have done; what each of them lacks is reported besides. */
const SUMMARIES = ["anyOf", "oneOf", "if"];

/**
 * What flagd-core's parser found, as a sentence about the flag. It reports a list of JSON schema errors inside its message,
 * most of them alternatives that don't matter; those about the deepest place are about the actual mistake.
 */
export function schemaProblem(error: unknown): string {
  const { message, cause } = error as Error;
  const start = message.indexOf("[");
  if (start < 0) return cause instanceof Error ? cause.message : message;
  const errors = (JSON.parse(message.slice(start)) as SchemaError[]).filter(
    ({ keyword }) => !SUMMARIES.includes(keyword),
  );
  const depth = ({ instancePath }: SchemaError) => instancePath.split("/").length;
  const deepest = Math.max(...errors.map(depth));
  const about = errors.filter((error) => depth(error) === deepest);
  const places = [...new Set(about.map(({ instancePath }) => instancePath))].slice(0, TOLD_MAX);
  return places.map((place) => sentence(place, about)).join(", or ");
}

function sentence(place: string, errors: readonly SchemaError[]): string {
  const demands = new Set(errors.filter(({ instancePath }) => instancePath === place).map(demandOf));
  return `${placeOf(place)} ${[...demands].slice(0, TOLD_MAX).join(" or ")}`;
}

/** Inside the flag, such as targeting/if/0: the sentence follows the flag's name. */
function placeOf(instancePath: string): string {
  const [, part = "", , ...within] = instancePath.split("/");
  return (part === "flags" ? within : instancePath.split("/").slice(1)).join("/") || "it";
}

function demandOf({ keyword, instancePath, message = "is wrong", params }: SchemaError): string {
  if (keyword === "pattern" && instancePath.includes("/sem_ver/")) return "must be a version such as 1.2.3";
  if (params?.allowedValues) return `must be one of ${params.allowedValues.join(", ")}`;
  const extra = params?.additionalProperty;
  return extra === undefined ? message : `${message} such as "${extra}"`;
}
