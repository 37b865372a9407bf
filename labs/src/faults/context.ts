/** What is known of a request, for which flags are evaluated: names and values as in the form. */
export type RequestContext = Readonly<Record<string, string>>;

/** A field of the form for a context. */
export interface ContextField {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
}

/** What the services tell flagd about a request. */
export const CONTEXT_FIELDS: readonly ContextField[] = [
  { name: "targetingKey", label: "Session", hint: "a session id; shares go by it" },
  { name: "currency", label: "Currency", hint: "such as JPY" },
  { name: "country", label: "Country", hint: "of the parcel, such as Japan" },
  { name: "product", label: "Product", hint: "an id, such as OLJCESPC7Z" },
  { name: "service", label: "Service", hint: "such as cartservice" },
  { name: "learner", label: "Learner", hint: "from baggage shop.learner" },
];

const VALUE_LENGTH_MAX = 100;
const NAME = /^[a-z][\w.-]{0,39}$/i;

/** Reads a context from the query of an address; everything else in it is ignored. */
export function readContext(query: Readonly<Record<string, unknown>>): RequestContext {
  const context: Record<string, string> = {};
  for (const { name } of CONTEXT_FIELDS) {
    const value = textOf(query[name]);
    if (value !== "") context[name] = value;
  }
  const [key, value] = [textOf(query["key"]), textOf(query["value"])];
  if (isContextName(key) && value !== "") context[key] = value;
  return context;
}

/** Whether a rule can ask for it: a letter, then letters, digits, dots, dashes. */
export function isContextName(text: string): boolean {
  return NAME.test(text);
}

/** "?currency=JPY", or "" for an empty context. `more` is added to it. */
export function contextQuery(context: RequestContext, more: Readonly<Record<string, string>> = {}): string {
  const known = new Set(CONTEXT_FIELDS.map(({ name }) => name));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(context)) {
    if (known.has(name)) query.set(name, value);
    else {
      query.set("key", name);
      query.set("value", value);
    }
  }
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return query.size === 0 ? "" : `?${query.toString()}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.trim().slice(0, VALUE_LENGTH_MAX) : "";
}
