import { docker, layerBytes } from "./docker.ts";
import type { Image } from "./images.ts";

/** The most that the program's own layer may weigh, in bytes: design budget. */
const LAYER_BYTES_MAX = 3_000_000;
const MEMORY = "160m";
/** As Kubernetes' restricted Pod Security wants it, and without any network but its own loopback. */
const CONFINED = [
  "--read-only",
  "--cap-drop=ALL",
  "--security-opt=no-new-privileges",
  "--network=none",
  `--memory=${MEMORY}`,
];

/** What was seen of an image; `wrong` is empty when all was well. */
export interface Seen {
  readonly layerBytes: number;
  /** From the container's start to its first answer, in milliseconds; an upper bound, since who asks has to start, too. */
  readonly firstAnswerMs: number | undefined;
  readonly residentMib: number | undefined;
  readonly wrong: readonly string[];
}

/** Runs an image confined, waits for its answer, and stops it in order. */
export async function tryImage(image: Image, tag: string): Promise<Seen> {
  const bytes = await layerBytes(tag);
  const tooLarge = bytes > LAYER_BYTES_MAX ? [`its layer weighs more than ${LAYER_BYTES_MAX / 1e6} MB`] : [];
  const user = await docker("inspect", "--format", "{{.Config.User}}", tag);
  const asRoot = /^(0|root)?(:|$)/.test(user) ? ["it runs as root"] : [];
  if (image.probe === "help") {
    await docker("run", "--rm", ...CONFINED, tag, "/app/build/src/main.cjs", "--help");
    return { layerBytes: bytes, firstAnswerMs: undefined, residentMib: undefined, wrong: [...tooLarge, ...asRoot] };
  }
  const variables = Object.entries(image.variables).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
  const container = await docker("run", "-d", ...CONFINED, ...variables, tag);
  try {
    const asked = await docker("exec", container, "/nodejs/bin/node", "-e", asking(image.probe));
    const { answeredAt, residentKb } = JSON.parse(asked) as { answeredAt: number; residentKb: number };
    const startedAt = Date.parse(await docker("inspect", "--format", "{{.State.StartedAt}}", container));
    await docker("stop", "-t", "10", container);
    const code = await docker("inspect", "--format", "{{.State.ExitCode}}", container);
    return {
      layerBytes: bytes,
      firstAnswerMs: answeredAt - startedAt,
      residentMib: residentKb / 1024,
      wrong: [...tooLarge, ...asRoot, ...(code === "0" ? [] : [`it ended with code ${code} when it was stopped`])],
    };
  } catch (error) {
    const logs = await docker("logs", "--tail", "5", container).catch(() => "");
    throw new Error(`${image.name} did not answer: ${String(error)}\n${logs}`, { cause: error });
  } finally {
    await docker("rm", "-f", container);
  }
}

/** A script that asks again and again, for ten seconds at most, from inside: there is neither a shell nor a network. */
function asking({ kind, port, path }: Exclude<Image["probe"], "help">): string {
  const once =
    kind === "http"
      ? `require("node:http").get({ host: "127.0.0.1", port: ${port}, path: "${path}" }, (r) => (r.resume(), r.statusCode === 200 ? good() : again())).on("error", again)`
      : `const h = require("node:http2").connect("http://127.0.0.1:${port}"); h.on("error", again);
         const r = h.request({ ":method": "POST", ":path": "${path}", "content-type": "application/grpc", te: "trailers" });
         r.on("error", () => {}); r.on("trailers", (t) => (t["grpc-status"] === "0" ? good() : again())); r.end(Buffer.alloc(5)); r.resume()`;
  return `
    const ask = () => { ${once} };
    const again = () => setTimeout(ask, 5);
    const good = () => {
      const residentKb = Number(/VmRSS:\\s+(\\d+)/.exec(require("node:fs").readFileSync("/proc/1/status", "utf8"))[1]);
      console.log(JSON.stringify({ answeredAt: Date.now(), residentKb }));
      process.exit(0);
    };
    setTimeout(() => { console.error("no answer within 10 s"); process.exit(1); }, 10_000);
    ask();`;
}
