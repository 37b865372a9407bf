const HEX = /^[0-9a-f]{1,32}$/i;
const BASE64 = /^[A-Za-z0-9+/_-]{11}=$|^[A-Za-z0-9+/_-]{22}==$/;
const ZERO_TRACE = "0".repeat(32);
const ZERO_SPAN = "0".repeat(16);

/**
 * Normalizes a trace id to 32 lower-case hex digits. Accepts 1 to 32 hex digits in any case, and base64 of 8 or 16
 * bytes. Undefined when the text is not a trace id, or all zeros, which means "none".
 */
export function parseTraceId(text: string): string | undefined {
  const hex = BASE64.test(text) ? Buffer.from(text, "base64").toString("hex") : text;
  if (!HEX.test(hex)) return undefined;
  const id = hex.toLowerCase().padStart(32, "0");
  return id === ZERO_TRACE ? undefined : id;
}

/** A trace id as Jaeger's v1 API writes it: 16 digits when the upper half is zero, otherwise 32. */
export function shortTraceId(traceId: string): string {
  return traceId.startsWith(ZERO_SPAN) ? traceId.slice(16) : traceId;
}

/** True for an invalid span or trace id: empty or all zeros. */
export function isNoId(id: string): boolean {
  return id === ZERO_SPAN || id === "" || id === ZERO_TRACE;
}
