/** A user's cookies, as far as a shop needs them: by name, deleted by Max-Age=0. */
export class Cookies {
  readonly #values = new Map<string, string>();
  #header = "";

  /** As the Cookie header has them; "" without any. */
  get header(): string {
    return this.#header;
  }

  /** Takes the Set-Cookie header of an answer. */
  storeFrom(lines: string | readonly string[] | undefined): void {
    if (lines === undefined) return;
    for (const line of typeof lines === "string" ? [lines] : lines) this.#storeOne(line);
    this.#header = [...this.#values].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  #storeOne(line: string): void {
    const [, name, value = ""] = /^\s*([^=;\s]+)=([^;]*)/.exec(line) ?? [];
    if (name === undefined) return;
    if (/;\s*max-age\s*=\s*(?:0|-\d+)\s*(?:;|$)/i.test(line)) this.#values.delete(name);
    else this.#values.set(name, value);
  }
}
