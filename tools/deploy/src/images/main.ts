// `npm run images`: builds every image, and runs each the way a cluster will: read-only, without rights, in little memory.
import { parseArgs } from "node:util";
import { docker } from "./docker.ts";
import { type Image, images } from "./images.ts";
import { type Seen, tryImage } from "./try-image.ts";

const HELP = `Builds the shop's images and runs each one confined: read-only, not as root, without capabilities or a network.
Needs Docker with BuildKit.

  --only <a,b>       these images
  --build=<options>  for docker build, such as --build="--network=host"
  --no-build         tries what is there
`;

const say = (text: string) => void process.stdout.write(`${text}\n`);
const root = new URL("../../../..", import.meta.url).pathname;

/** Gives the exit code: 0 good, 1 something is wrong with an image, 2 it could not be tried. */
async function check(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  if (!options) return 2;
  if (options.help) {
    say(HELP);
    return 0;
  }
  try {
    await docker("version", "--format", "{{.Server.Version}}");
  } catch (error) {
    say(`Docker does not answer: start it, or point DOCKER_HOST to it. ${String(error)}`);
    return 2;
  }
  const wanted = images.filter(({ name }) => options.only === "" || options.only.split(",").includes(name));
  if (wanted.length === 0) {
    say(`there is no image ${options.only}; there are ${images.map(({ name }) => name).join(", ")}`);
    return 2;
  }
  say(
    `${"".padEnd(24)}${"build".padStart(9)}${"layer".padStart(11)}${"1st answer".padStart(13)}${"memory".padStart(11)}`,
  );
  let wrong = 0;
  for (const image of wanted) {
    const tag = `${image.name}:try`;
    const started = performance.now();
    try {
      if (!options["no-build"]) await build(tag, image, options.build);
      const buildSeconds = (performance.now() - started) / 1000;
      const seen = await tryImage(image, tag);
      say(row(image.name, buildSeconds, seen));
      wrong += seen.wrong.length;
    } catch (error) {
      say(`✘ ${image.name}: ${error instanceof Error ? error.message : String(error)}`);
      wrong += 1;
    }
  }
  return wrong === 0 ? 0 : 1;
}

async function build(tag: string, { folder, sources = folder }: Image, options: string): Promise<void> {
  const further = options.split(" ").filter((option) => option !== "");
  const what = ["--build-arg", `SERVICE=${folder}`, "--build-arg", `SOURCES=${sources}`];
  await docker("build", "-q", ...what, "-t", tag, ...further, root);
}

function row(name: string, buildSeconds: number, { layerBytes, firstAnswerMs, residentMib, wrong }: Seen): string {
  const columns = [
    `${buildSeconds.toFixed(1)} s`.padStart(9),
    `${(layerBytes / 1e6).toFixed(2)} MB`.padStart(11),
    (firstAnswerMs === undefined ? "" : `${firstAnswerMs} ms`).padStart(13),
    (residentMib === undefined ? "" : `${residentMib.toFixed(0)} MiB`).padStart(11),
  ];
  return `${wrong.length === 0 ? "✔" : "✘"} ${name.padEnd(22)}${columns.join("")}${wrong.map((text) => `  ${text}`).join("")}`;
}

function optionsOf(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        only: { type: "string", default: "" },
        build: { type: "string", default: "" },
        "no-build": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return undefined;
  }
}

process.exitCode = await check();
