/** The longest piece of a request that is repeated in an answer or a span, in characters. */
const TOLD_LENGTH_MAX = 100;

/** A text out of a request, short enough for a status message: those travel as a header. */
export function shorten(text: string, lengthMax = TOLD_LENGTH_MAX): string {
  return text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text;
}
