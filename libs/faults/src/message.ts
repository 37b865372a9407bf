/** A field of a message of any rpc; undefined when it has none of that name. */
export function fieldOf(message: unknown, name: string): unknown {
  return typeof message === "object" && message !== null ? Reflect.get(message, name) : undefined;
}

/** The same for a text; "" for anything else. */
export function textOf(message: unknown, name: string): string {
  const value = fieldOf(message, name);
  return typeof value === "string" ? value : "";
}

/** The same for a list; empty for anything else. */
export function listOf(message: unknown, name: string): readonly unknown[] {
  const value = fieldOf(message, name);
  return Array.isArray(value) ? value : [];
}
