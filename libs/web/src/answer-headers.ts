import { createHash } from "node:crypto";

/**
 * Headers of answers that are data, and of pages until they set their own policy: a browser takes them for nothing else
 * than what their type says, runs and loads nothing, and shows them in no frame.
 */
export const DATA_HEADERS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
} as const;

/** The source of a content security policy that takes a style or script element with exactly this text. */
export function hashSource(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
