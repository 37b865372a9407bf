/** Maximum characters of a text from a request in an answer or a span. */
const TOLD_LENGTH_MAX = 100;

/** A text from a request, short enough for a status message, which travels as a header. */
export function shorten(text: string, lengthMax = TOLD_LENGTH_MAX): string {
  return text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text;
}
