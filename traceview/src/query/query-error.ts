type Status = 400 | 403 | 404 | 405 | 409 | 503;

/** A question that cannot be answered, with the HTTP status that says so. Each API puts it into its own envelope. */
export class QueryError extends Error {
  readonly status: Status;

  constructor(status: Status, message: string) {
    super(message);
    this.name = "QueryError";
    this.status = status;
  }
}
