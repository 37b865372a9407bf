/** Prometheus' words for what went wrong, and the status of the answer. */
const STATUS = { bad_data: 400, execution: 422, not_found: 404, internal: 500 } as const;

/** A request or query that can't be answered; the message says what would be valid. */
export class QueryError extends Error {
  readonly errorType: keyof typeof STATUS;

  constructor(errorType: keyof typeof STATUS, message: string) {
    super(message);
    this.name = "QueryError";
    this.errorType = errorType;
  }

  get status(): number {
    return STATUS[this.errorType];
  }
}

/** For PromQL that is valid and that this evaluator does not know. `what` is such as "topk()". */
export function unsupported(what: string): QueryError {
  return new QueryError(
    "execution",
    `${what} can't be evaluated here: this stands in for Prometheus and knows a part of PromQL; a real Prometheus can.`,
  );
}
