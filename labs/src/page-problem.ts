/** A request that can't be done. The message is one or two sentences for the visitor. */
export class PageProblem extends Error {
  /** HTTP status of the answer. */
  readonly statusCode: number;

  constructor(statusCode: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "PageProblem";
    this.statusCode = statusCode;
  }
}
