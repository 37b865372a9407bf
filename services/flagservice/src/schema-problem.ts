interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params?: { readonly additionalProperty?: string; readonly allowedValues?: readonly unknown[] };
}

/** Maximum number of places, and of errors about one of them, in a message. */
const TOLD_MAX = 3;
/** These only say that no alternative matched; the errors of each alternative are reported as well. */
const SUMMARIES = ["anyOf", "oneOf", "if"];

/**
 * The error of flagd-core's parser as a sentence about the flag. It lists JSON schema errors in its message, most of
 * them for alternatives that do not matter; those about the deepest place are about the actual mistake.
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

/** The place within the flag, such as targeting/if/0; the sentence begins with the flag's name. */
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
