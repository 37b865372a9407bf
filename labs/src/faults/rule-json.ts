import type { Condition } from "@hipstershop/faults/rules";

/** A condition of the form "this property is that text"; undefined for any other. */
export function readCondition(json: unknown): Condition | undefined {
  const [variable, value, ...more] = listOf(json, "==") ?? [];
  const key = fieldOf(variable, "var");
  return typeof key === "string" && typeof value === "string" && more.length === 0 ? { key, value } : undefined;
}

/** The list in the only field of an object. */
export function listOf(json: unknown, name: string): readonly unknown[] | undefined {
  const value = fieldOf(json, name);
  return Array.isArray(value) ? value : undefined;
}

/** The field of an object that has no other. */
export function fieldOf(json: unknown, name: string): unknown {
  if (typeof json !== "object" || json === null) return undefined;
  const [[key, value] = [], ...more] = Object.entries(json);
  return key === name && more.length === 0 ? value : undefined;
}

/** The value that a JSON text holds; undefined for a text that is none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
