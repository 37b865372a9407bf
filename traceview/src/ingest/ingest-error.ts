/** A body that is rejected. `status` is the HTTP status of the answer; the message is written for the sender. */
export class IngestError extends Error {
  readonly status: 400 | 413 | 415;

  constructor(status: 400 | 413 | 415, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "IngestError";
    this.status = status;
  }
}

/** A 400: the body does not have the format of its content type. */
export function malformed(message: string, cause?: unknown): IngestError {
  return new IngestError(400, message, cause === undefined ? undefined : { cause });
}
