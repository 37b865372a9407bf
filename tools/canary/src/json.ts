import * as z from "zod";

const NOT_FINITE = ["NaN", "Infinity", "-Infinity"];

/** JSON in which NaN and infinities are texts, as in Kayenta's. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "number" && !Number.isFinite(part) ? String(part) : part,
  );
}

/** A number, or one in quotes, or one of the texts for what JSON has no number for; null counts as 0. */
export const anyNumber = z
  .union([z.number(), z.string(), z.null()], 'it must be a number, or "NaN"')
  .transform((value, context) => {
    if (value === null) return 0;
    const number = Number(value);
    const isNumber =
      typeof value === "number" || NOT_FINITE.includes(value) || (Number.isFinite(number) && value.trim() !== "");
    if (!isNumber) context.addIssue({ code: "custom", message: `${JSON.stringify(value)} is no number` });
    return number;
  });
