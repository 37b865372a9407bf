/** What a release changes: the version that stands everywhere now, and the one that shall. */
export interface VersionChange {
  readonly from: string;
  readonly to: string;
  /** Names of this repository's packages; image names are among them. */
  readonly ownNames: readonly string[];
}

/** Images whose folder is not called as they are. */
const IMAGES_OF_TOOLS = ["traces", "shop"];

/** A file's text with the new version in all places that repeat it; other programs' versions stay, equal or not. */
export function setVersion(file: string, text: string, { from, to, ownNames }: VersionChange): string {
  const alternatives = (names: readonly string[]) => names.join("|");
  const old = from.replaceAll(".", "\\.");
  if (file.endsWith("package.json")) {
    return text.replaceAll(
      new RegExp(`("(?:version|${alternatives(ownNames)})": ")${old}(?=")`, "g"),
      (_, before: string) => before + to,
    );
  }
  const images = alternatives([...ownNames.filter((name) => !name.startsWith("@")), ...IMAGES_OF_TOOLS]);
  // In commands of the docs an image's name can be a shell expression: $(basename $s):0.1.0.
  const places = new RegExp(`(\\b(?:${images}):|\\$\\([^)]*\\):|\\bARG VERSION=)${old}(?![\\w.-])`, "g");
  return text.replaceAll(places, (_, before: string) => before + to);
}

/** CHANGELOG.md with what stands under "Unreleased" given to a version of that day. */
export function closeChangelog(text: string, version: string, day: string): string {
  const heading = "## Unreleased\n";
  if (!text.includes(heading)) throw new Error('CHANGELOG.md has no heading "## Unreleased"');
  return text.replace(heading, () => `${heading}\n## ${version} · ${day}\n`);
}
