/** What a value holds: texts by name. */
export type FlatRecord = Readonly<Record<string, string>>;

export function encodeRecord(record: FlatRecord): string {
  return JSON.stringify(record);
}

/** The texts of an encoded record. What is no text, or no record at all, is left out. */
export function decodeRecord(value: string): Partial<FlatRecord> {
  const decoded: unknown = JSON.parse(value);
  if (typeof decoded !== "object" || decoded === null) return {};
  return Object.fromEntries(
    Object.entries(decoded).flatMap(([name, text]: [string, unknown]) =>
      typeof text === "string" ? [[name, text] as const] : [],
    ),
  );
}
