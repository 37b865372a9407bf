/** The current version, and the one to replace it. */
export interface VersionChange {
  readonly from: string;
  readonly to: string;
  /** Names of the packages of this repository, which are image names as well. */
  readonly ownNames: readonly string[];
}

/** Images with another name than their package. */
const IMAGES_OF_TOOLS = ["traces", "shop", "sampleapp", "canaryd"];

/**
 * The file's text with the new version in all places that mean this repository's version; equal versions of other programs
 * stay.
 */
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
  // In commands of the docs an image name may be a shell expression: $(basename $s):0.1.0.
  const places = new RegExp(`(\\b(?:${images}):|\\$\\([^)]*\\):|\\bARG VERSION=)${old}(?![\\w.-])`, "g");
  return text.replaceAll(places, (_, before: string) => before + to);
}

/** CHANGELOG.md with the entries of "Unreleased" moved to a heading of the version and the day. */
export function closeChangelog(text: string, version: string, day: string): string {
  const heading = "## Unreleased\n";
  if (!text.includes(heading)) throw new Error('CHANGELOG.md has no heading "## Unreleased"');
  return text.replace(heading, () => `${heading}\n## ${version} · ${day}\n`);
}
