import { runInNewContext } from "node:vm";

/** What a k6 script did: its requests in order, and its sleeps in seconds. */
export interface K6Run {
  readonly requests: readonly {
    readonly method: "GET" | "POST";
    readonly url: string;
    readonly fields: Readonly<Record<string, string>>;
    readonly name: string;
  }[];
  readonly sleeps: readonly number[];
}

/**
 * Runs a k6 script for one virtual user with stand-ins for the parts of k6 that it imports: no request is sent, and
 * `answer` gives the status of each.
 */
export function runK6(
  source: string,
  files: Readonly<Record<string, string>>,
  iterations: number,
  answer: (url: string) => number = () => 200,
): K6Run {
  const requests: K6Run["requests"][number][] = [];
  const sleeps: number[] = [];
  type Params = { readonly tags: { readonly name: string } };
  const send = (method: "GET" | "POST", url: string, fields: Record<string, string>, { tags }: Params) => {
    requests.push({ method, url, fields, name: tags.name });
    return { status: answer(url) };
  };
  const world = {
    check: (value: unknown, checks: Record<string, (value: unknown) => boolean>) =>
      Object.values(checks).every((holds) => holds(value)),
    sleep: (seconds: number) => void sleeps.push(seconds),
    http: {
      get: (url: string, params: Params) => send("GET", url, {}, params),
      post: (url: string, fields: Record<string, string>, params: Params) => send("POST", url, fields, params),
    },
    open: (file: string) => files[file],
    __ENV: { FRONTEND_ADDR: "shop" },
    __ITER: 0,
  };
  // The script as plain JavaScript, without imports and exports.
  const plain = source
    .replaceAll(/^import .*$/gm, "")
    .replaceAll(/^export const /gm, "const ")
    .replace(/^export \{ (\w+) as default \};$/m, "$1;");
  const iterate = runInNewContext(plain, world) as () => void;
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    Object.assign(world, { __ITER: iteration });
    iterate();
  }
  return { requests, sleeps };
}
