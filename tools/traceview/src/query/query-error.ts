/** A question that cannot be answered, with the HTTP status that says so. Each API puts it into its own envelope. */
export class QueryError extends Error {
  readonly status: 400 | 404 | 405;

  constructor(status: 400 | 404 | 405, message: string) {
    super(message);
    this.name = "QueryError";
    this.status = status;
  }
}
