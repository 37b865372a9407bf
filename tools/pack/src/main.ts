// `npm run pack`: archives with the shop, its viewer, the training pages, the load generator and Node, that start without npm or network.
import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { buildApp, megabytes, packApp, scratchFolder } from "./pack.ts";
import { ownPlatform, type Platform, PLATFORMS } from "./platforms.ts";

/** 9 takes three times as long, for 1 % less. */
const LEVEL = 6;
const names = PLATFORMS.map(({ name }) => name);

interface Options {
  readonly platform: readonly Platform[];
  readonly out: string;
  readonly node?: string;
}

function platformsOf(text: string): readonly Platform[] {
  if (text === "all") return PLATFORMS;
  return text.split(",").map((wanted) => {
    const found = PLATFORMS.find(({ name }) => name === wanted);
    if (!found) throw new InvalidArgumentError(`${wanted} is none of ${names.join(", ")}, all.`);
    return found;
  });
}

const tell = (line: string) =>
  void process.stderr.write(`${(performance.now() / 1000).toFixed(1).padStart(5)} s  ${line}\n`);

async function pack({ platform: platforms, out, node }: Options): Promise<void> {
  if (node !== undefined && platforms.length > 1) throw new Error("--node is for one platform");
  using scratch = scratchFolder();
  tell("bundling the shop, the viewer, the training pages and the load generator");
  const app = await buildApp(scratch.path);
  for (const platform of platforms) {
    try {
      const packed = await packApp(app, { platform, out, scratch: scratch.path, nodeFile: node, level: LEVEL, tell });
      process.stdout.write(`${packed.file}\n  ${megabytes(packed.bytes)}, sha256 ${packed.sha256}\n`);
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error));
      process.exitCode = 1;
    }
  }
}

const program = new Command("pack")
  .description("Make archives of the shop that start without npm or network.")
  .addOption(
    new Option("--platform <names>", `${names.join(", ")}, several with commas, or all`).argParser(platformsOf).default(
      PLATFORMS.filter(({ name }) => name === ownPlatform()),
      "that of this machine",
    ),
  )
  .option("--out <folder>", "where to", (text) => resolve(text), resolve("dist"))
  .option("--node <file>", "Node for the platform, when npm has none", (text) => resolve(text))
  .action(async (options: Options) => {
    if (options.platform.length === 0) throw new Error(`${ownPlatform()} is none of ${names.join(", ")}: name one`);
    await pack(options);
  });

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`pack: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
