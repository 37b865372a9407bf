import { copyFileSync, cpSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runCommand } from "../run.ts";

/** Programs besides Node and npm that the Dockerfile's build stages run. */
const PROGRAMS = ["/bin/sh", "/usr/bin/env", "/bin/cp", "/bin/mkdir"];
const USERS = "root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/tmp:/bin/sh\nnonroot:x:65532:65532::/tmp:/bin/sh\n";
const GROUPS = "root:x:0:\nnode:x:1000:\nnonroot:x:65532:\n";

/** Paths of the shared libraries and the loader in the output of ldd(1), without the kernel's virtual ones. */
export function librariesIn(listed: string): string[] {
  return listed.split("\n").flatMap((line) => /(?:=> |^\s+)(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}

/**
 * Creates the file systems of two base images for the Dockerfile, for machines without a registry. Both contain this machine's C
 * library, the one for building also its shell, Node and npm: just enough to build and run the shop's images.
 */
export async function layOutBases(
  folder: string,
  node: string,
  npm: string,
): Promise<{ node: string; runtime: string }> {
  const runtime = join(folder, "runtime");
  const build = join(folder, "node");
  for (const root of [runtime, build]) {
    for (const empty of ["etc", "tmp", "root"]) mkdirSync(join(root, empty), { recursive: true });
    writeFileSync(join(root, "etc/passwd"), USERS);
    writeFileSync(join(root, "etc/group"), GROUPS);
    for (const file of await librariesOf(node)) copyInto(root, file);
  }
  for (const program of PROGRAMS) {
    for (const file of [program, ...(await librariesOf(program))]) copyInto(build, file);
  }
  copyInto(build, node, "/usr/local/bin/node");
  cpSync(dirname(dirname(realpathSync(npm))), join(build, "usr/local/lib/node_modules/npm"), { recursive: true });
  symlinkSync("../lib/node_modules/npm/bin/npm-cli.js", join(build, "usr/local/bin/npm"));
  await runCommand("chmod", ["1777", join(runtime, "tmp"), join(build, "tmp")]);
  return { node: build, runtime };
}

async function librariesOf(program: string): Promise<string[]> {
  return librariesIn((await runCommand("ldd", [program])).stdout);
}

/** Copies a file of this machine to the same or another path below `root`. */
function copyInto(root: string, file: string, target = file): void {
  const path = join(root, target);
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(realpathSync(file), path);
}
