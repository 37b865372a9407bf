import { parseSetCookie } from "cookie";

/** Values are sent back exactly as they came. */
const RAW = { decode: (value: string) => value };

/**
 * The cookies of one user, for the one origin that a run visits: by name, without regard to path and domain. A cookie ends
 * with Max-Age=0 (or an Expires in the past); one with a later end is kept for the whole run.
 */
export class Cookies {
  readonly #values = new Map<string, string>();
  #header = "";

  /** The value of the Cookie header; "" without any cookie. */
  get header(): string {
    return this.#header;
  }

  /** Stores the cookies of a response's Set-Cookie headers. */
  storeFrom(lines: string | readonly string[] | undefined): void {
    if (lines === undefined) return;
    for (const line of typeof lines === "string" ? [lines] : lines) this.#storeOne(line);
    this.#header = [...this.#values].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  #storeOne(line: string): void {
    const { name, value = "", maxAge, expires } = parseSetCookie(line, RAW);
    if (name === "") return;
    // Max-Age takes precedence over Expires.
    const isOver = maxAge === undefined ? expires !== undefined && expires.getTime() <= Date.now() : maxAge <= 0;
    if (isOver) this.#values.delete(name);
    else this.#values.set(name, value);
  }
}
