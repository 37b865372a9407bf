import { Agent, type OutgoingHttpHeaders, request } from "node:http";

/** What came back for a request; status 0 when nothing did. */
export interface PageText {
  readonly status: number;
  readonly type: string;
  readonly location: string;
  readonly cookies: readonly string[];
  readonly body: string;
}

export interface FormRequest {
  readonly headers?: OutgoingHttpHeaders;
  /** Sent as a form, by POST. */
  readonly form?: Readonly<Record<string, string>>;
}

const NOTHING: PageText = { status: 0, type: "", location: "", cookies: [], body: "" };
/** Stands for a request whose connection was closed before it was answered, and had been used before. */
const AGAIN: PageText = { ...NOTHING };

/** Requests on kept connections, whose headers and paths are sent as they are; redirects are not followed. */
export class FormClient implements Disposable {
  readonly #agent = new Agent({ keepAlive: true });

  async send(url: string, sent: FormRequest = {}): Promise<PageText> {
    for (;;) {
      const page = await this.#sendOnce(url, sent);
      if (page !== AGAIN) return page;
    }
  }

  #sendOnce(url: string, { headers = {}, form }: FormRequest): Promise<PageText> {
    const body = form && new URLSearchParams(form).toString();
    const all = {
      ...headers,
      ...(body !== undefined && {
        "content-type": "application/x-www-form-urlencoded",
        "content-length": Buffer.byteLength(body),
      }),
    };
    const method = body === undefined ? "GET" : "POST";
    return new Promise((resolve) => {
      const sent = request(url, { method, headers: all, agent: this.#agent }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => (text += part));
        response.once("error", () => resolve(NOTHING));
        response.once("end", () => {
          const { "content-type": type = "", location = "", "set-cookie": cookies = [] } = response.headers;
          resolve({ status: response.statusCode ?? 0, type, location, cookies, body: text });
        });
      });
      // The server may close a connection just when it is used again.
      sent.once("error", () => resolve(sent.reusedSocket ? AGAIN : NOTHING));
      sent.end(body);
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
