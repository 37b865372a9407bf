// JSON that another program wrote, read field by field: what is not as expected is an error that names the field.

/** A field of an object; throws unless it is of the kind that `is` says. */
export function field<T>(value: unknown, name: string, is: (found: unknown) => found is T): T {
  const found = isObject(value) ? value[name] : undefined;
  if (is(found)) return found;
  throw new Error(`an unexpected report: "${name}" is ${JSON.stringify(found) ?? "missing"}`);
}

/** The same of a text that may be left out. */
export function optionalText(value: unknown, name: string): string | undefined {
  return isObject(value) && value[name] !== undefined ? field(value, name, isText) : undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

export function isNumber(value: unknown): value is number {
  return typeof value === "number";
}
