import * as z from "zod";

/** A request that can't be answered: the status is Kayenta's, the sentence says what would be valid. */
export class Problem extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.name = "Problem";
    this.statusCode = statusCode;
  }
}

/** Reads a value by its schema; a Problem of status 400 names the field that does not fit. */
export function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue && issue.path.length > 0 ? `${issue.path.map(String).join(".")}: ` : "";
  throw new Problem(400, `${what} can't be used: ${path}${issue?.message ?? "it has another form"}.`);
}

/** A field that may be left out or null. */
export function maybe<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** Texts by name; numbers and flags are taken as texts, as Kayenta's reader of JSON does. */
export const textsByName = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));
