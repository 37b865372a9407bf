import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { Env } from "@hipstershop/runtime";
import { testTelemetry } from "@hipstershop/testkit";
import { training } from "training";
import { type Answer, Visitor } from "./visitor.ts";

/** The training pages on a free port, with the environment that a test gives them. */
export async function startTraining(variables: Readonly<Record<string, string>>) {
  await using stack = new AsyncDisposableStack();
  const telemetry = stack.use(await testTelemetry("training"));
  const env = new Env({ PORT: "0", LISTEN_ADDR: "127.0.0.1", ...variables });
  const start = training.start(env);
  env.assertComplete();
  const { port } = stack.use(await start(telemetry));
  const url = `http://127.0.0.1:${port}`;
  const visitor = new Visitor(url);
  const owned = stack.move();
  return {
    url,
    port,
    get: (path: string, headers?: Record<string, string>): Promise<Answer> => visitor.get(path, headers),
    post: (path: string, fields?: Readonly<Record<string, string>>, headers?: Record<string, string>) =>
      visitor.post(path, fields, headers),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Sends a request with these headers as they are, Host among them. */
export async function sendRaw(port: number, method: string, path: string, headers: Readonly<Record<string, string>>) {
  const answered = Promise.withResolvers<{ readonly status: number; readonly body: string }>();
  const request = httpRequest({ host: "127.0.0.1", port, path, method, headers, agent: false }, (response) => {
    void text(response).then((body) => answered.resolve({ status: response.statusCode ?? 0, body }));
  });
  request.once("error", answered.reject).end();
  return answered.promise;
}

/** The text of the page's article on a fault, without tags. */
export function articleOf(page: string, fault: string): string {
  const start = page.indexOf(`id="${fault}"`);
  return textOf(page.slice(start, page.indexOf("</article>", start)));
}

/** The text of HTML, on one line. */
export function textOf(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
