import type { Mail } from "./confirmation.ts";

/** The most recent mails, kept for inspection. */
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
