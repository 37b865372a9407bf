import type { Mail } from "./confirmation.ts";

/** The last few mails, to be looked at. */
export class SentMails {
  readonly #max: number;
  #mails: readonly Mail[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  keep(mail: Mail): void {
    this.#mails = this.#max === 0 ? [] : [...this.#mails, mail].slice(-this.#max);
  }

  /** Oldest first. */
  all(): readonly Mail[] {
    return this.#mails;
  }
}
