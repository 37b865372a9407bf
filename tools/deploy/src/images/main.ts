// `npm run images`: builds all images at the same time, as skaffold does, and runs each with the restrictions of a cluster:
// read-only, without privileges, with a memory limit.
import { parseArgs } from "node:util";
import { outliveReaders } from "@hipstershop/outputs";
import { type BuildOptions, buildAll } from "./build-all.ts";
import { runDocker } from "./docker.ts";
import { type Image, images } from "./images.ts";
import { tryDev } from "./try-dev.ts";
import { type Seen, tryImage } from "./try-image.ts";

const HELP = `Builds the shop's images, all at once, and runs each one confined: read-only, not as root, without capabilities or a
network. Then the stage that skaffold dev runs: files are saved into it, a broken one among them. Needs Docker with BuildKit.

  --only <a,b>       these images; dev is the stage that skaffold dev runs
  --build=<options>  for docker build, such as --build="--network=host"
  --busy <n>         as many processes keep the machine busy while it builds (default: 0)
  --rounds <n>       does all of it as many times, each from cold (default: 1, with what Docker remembers)
  --no-build         tries what is there
`;

/** Name for --only of the Dockerfile's stage that `skaffold dev` runs; it is no image of its own. */
const DEV = "dev";

outliveReaders();
const printLine = (text: string) => void process.stdout.write(`${text}\n`);
const tagOf = ({ name }: Image) => `${name}:try`;

/** Resolves to the exit code: 0 success, 1 an image failed a check, 2 wrong options or no Docker. */
async function checkImages(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  if (!options) return 2;
  if (options.help) {
    printLine(HELP);
    return 0;
  }
  try {
    await runDocker("version", "--format", "{{.Server.Version}}");
  } catch (error) {
    printLine(`Docker does not answer: start it, or point DOCKER_HOST to it. ${String(error)}`);
    return 2;
  }
  const all = [...images.map(({ name }) => name), DEV];
  const names = options.only === "" ? all : options.only.split(",");
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    printLine(`there is no image ${unknown.join(", ")}; there are ${all.join(", ")}`);
    return 2;
  }
  const wanted = images.filter(({ name }) => names.includes(name));
  const cold = options.rounds === "1" ? [] : ["--no-cache"];
  const how = {
    further: [...options.build.split(" ").filter((option) => option !== ""), ...cold],
    busy: Number(options.busy),
  };
  let wrong = 0;
  for (let round = 1; round <= Number(options.rounds); round++) {
    if (options.rounds !== "1") printLine(`round ${round}`);
    wrong += await buildAndTry(wanted, options["no-build"] ? undefined : how);
  }
  if (names.includes(DEV) && !options["no-build"]) {
    const problem = await tryDev(how.further);
    printLine(
      problem === undefined ? "✔ what skaffold dev runs: saved files, a broken one among them" : `✘ dev: ${problem}`,
    );
    if (problem !== undefined) wrong += 1;
  }
  return wrong === 0 ? 0 : 1;
}

/** Resolves to the number of failed checks. */
async function buildAndTry(wanted: readonly Image[], how: BuildOptions | undefined): Promise<number> {
  const built = how && (await buildAll(wanted, tagOf, how));
  printLine(
    `${"".padEnd(24)}${"build".padStart(9)}${"layer".padStart(11)}${"1st answer".padStart(13)}${"memory".padStart(11)}`,
  );
  let wrong = 0;
  for (const image of wanted) {
    const build = built?.get(image) ?? { seconds: 0 };
    try {
      if ("problem" in build) throw new Error(build.problem);
      const seen = await tryImage(image, tagOf(image));
      printLine(resultRow(image.name, build.seconds, seen));
      wrong += seen.wrong.length;
    } catch (error) {
      printLine(`✘ ${image.name}: ${error instanceof Error ? error.message : String(error)}`);
      wrong += 1;
    }
  }
  return wrong;
}

function resultRow(
  name: string,
  buildSeconds: number,
  { layerBytes, firstAnswerMs, residentMib, wrong }: Seen,
): string {
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
    const { values } = parseArgs({
      args,
      options: {
        only: { type: "string", default: "" },
        build: { type: "string", default: "" },
        busy: { type: "string", default: "0" },
        rounds: { type: "string", default: "1" },
        "no-build": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    for (const name of ["busy", "rounds"] as const) {
      if (!/^\d+$/.test(values[name])) throw new Error(`--${name}: give a whole number, not "${values[name]}"`);
    }
    return values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return undefined;
  }
}

process.exitCode = await checkImages();
