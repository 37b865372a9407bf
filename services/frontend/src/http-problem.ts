/** A request that is refused. The message is a sentence for the visitor. */
export class HttpProblem extends Error {
  readonly statusCode: number;
  /** What is wrong with the form, by field. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(statusCode: number, message: string, fields: Readonly<Record<string, string>> = {}, cause?: unknown) {
    super(message, { cause });
    this.name = "HttpProblem";
    this.statusCode = statusCode;
    this.fields = fields;
  }
}

/** The sentence of a status, when nothing more is known. */
export const STATUS_SENTENCES: Readonly<Record<number, string>> = {
  404: "There is nothing at this address. It may have been sold, moved, or mistyped.",
  405: "That can't be done at this address.",
  413: "That was more than our forms can take.",
  415: "Forms are taken as application/x-www-form-urlencoded.",
  422: "Something in that form can't be right.",
  503: "A part of the shop is not answering at the moment. Your cart is safe; try again in a few seconds.",
  504: "A part of the shop took too long to answer. Your cart is safe; try again in a few seconds.",
};

/** An HttpProblem with the usual sentence of its status. `cause` is the refusal of a service, if one refused. */
export function httpProblem(status: number, cause?: unknown): HttpProblem {
  return new HttpProblem(status, STATUS_SENTENCES[status] ?? "", {}, cause);
}
