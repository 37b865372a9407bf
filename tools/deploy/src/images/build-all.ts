import { spawn } from "node:child_process";
import { docker } from "./docker.ts";
import type { Image } from "./images.ts";

/** Whoever is killed leaves no busy process for longer than this. */
const BUSY_MAX_MS = 1_200_000;
const root = new URL("../../../..", import.meta.url).pathname;

export interface BuildOptions {
  /** Further words for docker build. */
  readonly further: readonly string[];
  /** Processes that keep the machine busy meanwhile. */
  readonly busy: number;
}

/** What became of one build: how long it took, or the end of what it complained about. */
export type Built = { readonly seconds: number } | { readonly problem: string };

/** Builds images as skaffold does: all at once. One that fails leaves the others alone. */
export async function buildAll(
  images: readonly Image[],
  tagOf: (image: Image) => string,
  { further, busy }: BuildOptions,
): Promise<ReadonlyMap<Image, Built>> {
  using _ = keepBusy(busy);
  const built = images.map(async (image): Promise<readonly [Image, Built]> => {
    const started = performance.now();
    try {
      await build(image, tagOf(image), further);
      return [image, { seconds: (performance.now() - started) / 1000 }];
    } catch (error) {
      return [image, { problem: error instanceof Error ? error.message : String(error) }];
    }
  });
  return new Map(await Promise.all(built));
}

async function build({ buildArgs }: Image, tag: string, further: readonly string[]): Promise<void> {
  await docker("build", "-q", ...buildArguments(buildArgs), "-t", tag, ...further, root);
}

/** A Dockerfile's arguments, as docker build takes them. */
export function buildArguments(args: Readonly<Record<string, string>>): string[] {
  return Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
}

/** Processes that do nothing, as fast as they can. */
function keepBusy(count: number): Disposable {
  const program = `const end = Date.now() + ${BUSY_MAX_MS}; while (Date.now() < end);`;
  const busy = Array.from({ length: count }, () => spawn(process.execPath, ["-e", program], { stdio: "ignore" }));
  return {
    [Symbol.dispose]() {
      for (const child of busy) child.kill("SIGKILL");
    },
  };
}
