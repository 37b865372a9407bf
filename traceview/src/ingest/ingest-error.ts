/** What is wrong with a body that was sent in. `status` is the HTTP status to answer; the message is for the sender to read. */
export class IngestError extends Error {
  readonly status: 400 | 413 | 415;

  constructor(status: 400 | 413 | 415, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "IngestError";
    this.status = status;
  }
}

/** The bytes are not what the content type promises. */
export function malformed(message: string, cause?: unknown): IngestError {
  return new IngestError(400, message, cause === undefined ? undefined : { cause });
}
