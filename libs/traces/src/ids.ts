const HEX = /^[0-9a-f]{1,32}$/i;
const BASE64 = /^[A-Za-z0-9+/_-]{11}=$|^[A-Za-z0-9+/_-]{22}==$/;
const ZERO_TRACE = "0".repeat(32);
const ZERO_SPAN = "0".repeat(16);

/**
 * A trace id as people and clients write it: 1 to 32 hex digits in any case, leading zeros left out or not, or base64 of 8 or
 * 16 bytes. Answers 32 lower-case digits; undefined when it is no trace id, or all zeros, which stands for "none".
 */
export function parseTraceId(text: string): string | undefined {
  const hex = BASE64.test(text) ? Buffer.from(text, "base64").toString("hex") : text;
  if (!HEX.test(hex)) return undefined;
  const id = hex.toLowerCase().padStart(32, "0");
  return id === ZERO_TRACE ? undefined : id;
}

/** A trace id as Jaeger's v1 API writes it: 16 digits where the upper half is zero, else 32. */
export function shortTraceId(traceId: string): string {
  return traceId.startsWith(ZERO_SPAN) ? traceId.slice(16) : traceId;
}

/** True for a span or trace id that names nothing: empty, or nothing but zeros. */
export function isNoId(id: string): boolean {
  return id === ZERO_SPAN || id === "" || id === ZERO_TRACE;
}
