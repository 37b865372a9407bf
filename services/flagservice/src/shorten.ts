/** The longest piece of a request that is repeated in an answer or a span, in characters. */
const TOLD_LENGTH_MAX = 100;

/** A text out of a request, short enough for a status message: those travel as a header. */
export function shorten(text: string): string {
  return text.length > TOLD_LENGTH_MAX ? `${text.slice(0, TOLD_LENGTH_MAX)}…` : text;
}
