import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { processVariables } from "@hipstershop/runtime";

/** A program to try, and what it needs in its environment beyond ours. */
export interface Candidate {
  readonly executablePath: string;
  readonly variables?: Readonly<Record<string, string>>;
}

const CACHE = join(import.meta.dirname, "../../node_modules/.cache");
const FOLDER = join(CACHE, "hipstershop-chromium");
const UNPACK_MS_MAX = 60_000;

/**
 * The browser of @sparticuz/chromium, with the libraries and the font it needs where a machine has none: unpacked once,
 * into a folder of its own that appears when it is complete, since several test files may ask at the same time.
 */
export async function unpackedChromium(folder: string = FOLDER): Promise<Candidate> {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error(`@sparticuz/chromium is for linux x64, and this is ${process.platform} ${process.arch}`);
  if (!existsSync(folder)) await unpack(folder);
  return {
    executablePath: join(folder, "chromium"),
    variables: { LD_LIBRARY_PATH: join(folder, "al2023/lib"), FONTCONFIG_FILE: join(folder, "fonts.conf") },
  };
}

async function unpack(folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const unfinished = await mkdtemp(`${folder}-`);
  try {
    // The package unpacks into the temporary folder, and its libraries only where it believes to be in a Lambda.
    const env = { ...processVariables(), TMPDIR: unfinished, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" };
    const program = join(import.meta.dirname, "unpack-chromium.ts");
    await promisify(execFile)(process.execPath, [program], { env, timeout: UNPACK_MS_MAX });
    await writeFile(join(unfinished, "fonts.conf"), fontsConf(join(folder, "fonts")));
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/** The machine's fonts, and the one that came along. */
function fontsConf(fonts: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${fonts}</dir>
  <cachedir>${fonts}-cache</cachedir>
</fontconfig>
`;
}
