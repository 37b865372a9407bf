type Status = 400 | 401 | 403 | 404 | 405 | 409 | 503;

/** A request that is refused, with its HTTP status. Each API writes it in its own error envelope. */
export class QueryError extends Error {
  readonly status: Status;

  constructor(status: Status, message: string) {
    super(message);
    this.name = "QueryError";
    this.status = status;
  }
}
