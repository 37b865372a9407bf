import { spawn } from "node:child_process";
import { runDocker } from "./docker.ts";
import type { Image } from "./images.ts";

/** The busy processes end by themselves after this, in case this one is killed. */
const BUSY_MAX_MS = 1_200_000;
const root = new URL("../../../..", import.meta.url).pathname;

/** Options of buildAll. */
export interface BuildOptions {
  /** Further arguments for docker build. */
  readonly further: readonly string[];
  /** Number of processes that keep the machine busy during the build. */
  readonly busy: number;
}

/** The result of one build: its duration, or the end of its error output. */
export type Built = { readonly seconds: number } | { readonly problem: string };

/** Builds all images at the same time, as skaffold does. A failed build does not stop the others. */
export async function buildAll(
  images: readonly Image[],
  tagOf: (image: Image) => string,
  { further, busy }: BuildOptions,
): Promise<ReadonlyMap<Image, Built>> {
  using _ = keepBusy(busy);
  const built = images.map(async (image): Promise<readonly [Image, Built]> => {
    const started = performance.now();
    try {
      await buildImage(image, tagOf(image), further);
      return [image, { seconds: (performance.now() - started) / 1000 }];
    } catch (error) {
      return [image, { problem: error instanceof Error ? error.message : String(error) }];
    }
  });
  return new Map(await Promise.all(built));
}

async function buildImage({ buildArgs }: Image, tag: string, further: readonly string[]): Promise<void> {
  await runDocker("build", "-q", ...buildArguments(buildArgs), "-t", tag, ...further, root);
}

/** Build arguments as options of docker build. */
export function buildArguments(args: Readonly<Record<string, string>>): string[] {
  return Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
}

/** Starts processes that use a core each, until disposed of. */
function keepBusy(count: number): Disposable {
  const program = `const end = Date.now() + ${BUSY_MAX_MS}; while (Date.now() < end);`;
  const busy = Array.from({ length: count }, () => spawn(process.execPath, ["-e", program], { stdio: "ignore" }));
  return {
    [Symbol.dispose]() {
      for (const child of busy) child.kill("SIGKILL");
    },
  };
}
