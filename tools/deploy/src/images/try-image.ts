import { runDocker, layerBytes } from "./docker.ts";
import type { Image } from "./images.ts";

/** Restrictions of Kubernetes' "restricted" Pod Security Standard, and no network but loopback. */
const CONFINED = ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--network=none"];

/** Measurements of an image, and failed checks in `wrong`. */
export interface Seen {
  readonly layerBytes: number;
  /** Milliseconds from the container's start to its first response; an upper bound, since the probe has to start, too. */
  readonly firstAnswerMs: number | undefined;
  readonly residentMib: number | undefined;
  readonly wrong: readonly string[];
}

/** Runs an image with restrictions, waits until its probe succeeds, and stops it with SIGTERM. */
export async function tryImage(image: Image, tag: string): Promise<Seen> {
  const bytes = await layerBytes(tag);
  const tooLarge = bytes > image.layerBytesMax ? [`its layer weighs more than ${image.layerBytesMax / 1e6} MB`] : [];
  const user = await runDocker("inspect", "--format", "{{.Config.User}}", tag);
  const asRoot = /^(0|root)?(:|$)/.test(user) ? ["it runs as root"] : [];
  const confined = [
    ...CONFINED,
    `--memory=${image.memory}`,
    ...(image.scratch === undefined ? [] : [`--tmpfs=${image.scratch}:mode=1777,size=64m`]),
  ];
  const cold = (await acceptsCompiledCode(tag, confined)) ? [] : ["its Node finds no compiled code that it can use"];
  const wrongSoFar = [...tooLarge, ...asRoot, ...cold];
  if (image.probe === "help") {
    await runDocker("run", "--rm", ...confined, tag, "/app/build/src/main.cjs", "--help");
    return { layerBytes: bytes, firstAnswerMs: undefined, residentMib: undefined, wrong: wrongSoFar };
  }
  const variables = Object.entries(image.variables).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
  const container = await runDocker("run", "-d", ...confined, ...variables, tag, ...(image.command ?? []));
  try {
    const asked = await runDocker("exec", container, "/nodejs/bin/node", "-e", probeScript(image.probe));
    const { answeredAt, residentKb } = JSON.parse(asked) as { answeredAt: number; residentKb: number };
    const startedAt = Date.parse(await runDocker("inspect", "--format", "{{.State.StartedAt}}", container));
    await runDocker("stop", "-t", "10", container);
    const code = await runDocker("inspect", "--format", "{{.State.ExitCode}}", container);
    return {
      layerBytes: bytes,
      firstAnswerMs: answeredAt - startedAt,
      residentMib: residentKb / 1024,
      wrong: [...wrongSoFar, ...(code === "0" ? [] : [`it ended with code ${code} when it was stopped`])],
    };
  } catch (error) {
    const logs = await runDocker("logs", "--tail", "5", container).catch(() => "");
    throw new Error(`${image.name} did not answer: ${String(error)}\n${logs}`, { cause: error });
  } finally {
    await runDocker("rm", "-f", container);
  }
}

/** Whether the image's Node accepts the code cache of the build. Otherwise the program would start without it, only slower. */
async function acceptsCompiledCode(tag: string, confined: readonly string[]): Promise<boolean> {
  const script = `
    const { readFileSync } = require("node:fs");
    const cachedData = require("node:zlib").zstdDecompressSync(readFileSync("/app/build/src/bundle.code.zst"));
    const source = readFileSync("/app/build/src/bundle.js", "utf8");
    console.log(new (require("node:vm").Script)(source, { cachedData }).cachedDataRejected);`;
  return (await runDocker("run", "--rm", ...confined, tag, "-e", script).catch(() => "none")) === "false";
}

/**
 * A script for Node in the container that sends the probe until it succeeds, for ten seconds at most. (The container has
 * neither a shell nor a network.)
 */
function probeScript({ kind, port, path }: Exclude<Image["probe"], "help">): string {
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
