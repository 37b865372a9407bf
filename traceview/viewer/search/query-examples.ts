/** A form of the query language, what it finds, and an example that finds something in a shop where somebody bought. */
export interface QueryExample {
  readonly form: string;
  readonly meaning: string;
  readonly example: string;
}

/** The forms of the query language, as the viewer's help lists them. */
export const QUERY_EXAMPLES: readonly QueryExample[] = [
  { form: "key=value", meaning: "an attribute, with * as wildcard", example: "app.user.currency=USD" },
  { form: "service=name", meaning: "also operation= and kind=", example: "service=paymentservice" },
  { form: "key!=value", meaning: "has it with another value", example: "http.response.status_code!=200" },
  { form: "key>1", meaning: "a number; also >=, <, <=", example: "http.response.status_code>=400" },
  { form: "key~text", meaning: "contains the text; also !~", example: "http.route~checkout" },
  { form: "duration>5ms", meaning: "a span; a whole trace: trace.duration", example: "trace.duration>1ms" },
  { form: "caller=name", meaning: "asked by another service", example: "caller=checkoutservice" },
  { form: "database=name", meaning: "asks this database", example: "database=*" },
  { form: "error", meaning: "failed spans", example: "error" },
  { form: "pinned", meaning: "traces that are pinned", example: "pinned" },
  { form: "mine", meaning: "traces of your visit to the shop", example: "mine" },
  { form: "a word", meaning: "anywhere in names and values", example: "Charge" },
  { form: "a b", meaning: "both; also OR, NOT or -, and ( )", example: "Charge -service=adservice" },
];

/** Shown in the empty field of the query. */
export const QUERY_PLACEHOLDER = "http.response.status_code>=400 OR duration>200ms -service=adservice";

/** Leaves out what load generators did: their own spans, and the requests that name them. */
export const WITHOUT_LOAD = "-(service=loadgenerator OR user_agent.original=loadgenerator)";

/** A group of traces to compare, in texts that explain the comparison. */
export const GROUP_EXAMPLE = "app.user.currency=EUR";
