// `npm run release -- 0.2.0`: writes the version into all files that contain it. For the steps before and after see docs/releasing.md.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { closeChangelog, setVersion } from "./set-version.ts";

const root = resolve(import.meta.dirname, "../../..");
const SEMVER = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/** Manifests inside of pipelines name images, too. */
const PIPELINES = "kubernetes-manifests/spinnaker/*.json";

function readManifest(file: string): { name: string; version: string } {
  return JSON.parse(readFileSync(file, "utf8")) as { name: string; version: string };
}

function releaseVersion(to: string): void {
  const from = readManifest(join(root, "package.json")).version;
  if (!SEMVER.test(to)) throw new Error(`"${to}" is no version: npm run release -- 0.2.0`);
  if (to === from) throw new Error(`${from} is the version already`);
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8" });
  const files = git("ls-files", "--", "package.json", "*/package.json", "Dockerfile", "*.yaml", "*.md", PIPELINES)
    .split("\n")
    .filter((file) => file !== "" && file !== "CHANGELOG.md")
    .map((file) => join(root, file));
  const ownNames = files.filter((file) => file.endsWith("package.json")).map((file) => readManifest(file).name);
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    const changed = setVersion(file, text, { from, to, ownNames });
    if (changed !== text) writeFileSync(file, changed);
  }
  const changelog = join(root, "CHANGELOG.md");
  const day = new Date().toISOString().slice(0, "2026-11-29".length);
  writeFileSync(changelog, closeChangelog(readFileSync(changelog, "utf8"), to, day));
  execFileSync("npm", ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  process.stdout.write(`${from} → ${to}\n${git("diff", "--stat")}`);
}

try {
  releaseVersion(process.argv[2] ?? "");
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
