/** What came back for one click. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
  /** From traceresponse: 32 hex digits; "" when there was none. */
  readonly traceId: string;
}

export { DEMO_CHECKOUT_FIELDS as checkoutFields } from "@hipstershop/testkit";

/** Someone with a cookie jar. Redirects are not followed: each click is one trace. */
export class Visitor {
  readonly #url: string;
  readonly #cookies = new Map<string, string>();

  constructor(url: string) {
    this.#url = url;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#send(path, { headers });
  }

  post(
    path: string,
    fields: Readonly<Record<string, string>> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.#send(path, { method: "POST", body: new URLSearchParams(fields), headers });
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  setCookie(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  async #send(
    path: string,
    init: { headers: Record<string, string>; method?: string; body?: URLSearchParams },
  ): Promise<Answer> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = cookie ? { ...init.headers, cookie } : init.headers;
    const response = await fetch(this.#url + path, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return {
      status: response.status,
      body: await response.text(),
      headers: response.headers,
      traceId: response.headers.get("traceresponse")?.split("-")[1] ?? "",
    };
  }
}
