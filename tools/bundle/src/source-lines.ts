import { SourceMap } from "node:module";
import { resolve } from "node:path";

/** The file of source-lines.cjs: where each line of a bundle comes from. */
interface SourceLines {
  readonly sources: readonly string[];
  /** Of each line of the bundle, first in the first one, the index of its source and the line there; null when it has none. */
  readonly lines: readonly (readonly [number, number] | null)[];
}

/**
 * Reduces a source map to lines: a line of a readable bundle comes from one of a source. The map would take 20 MiB of a
 * process that reads it.
 * @param folder what the map's sources are relative to.
 */
export function linesOfSource(map: string, bundle: string, folder: string): SourceLines {
  const read = new SourceMap(JSON.parse(map));
  const sources: string[] = [];
  const indexes = new Map<string, number>();
  const indexOf = (source: string): number => {
    const known = indexes.get(source);
    if (known !== undefined) return known;
    indexes.set(source, sources.length);
    return sources.push(resolve(folder, source)) - 1;
  };
  const lines = bundle.split("\n").map((text, line) => {
    const entry = read.findEntry(line, text.length - text.trimStart().length);
    // What has no source, such as a helper of esbuild, has a mapping without one.
    if (!("originalSource" in entry) || entry.generatedLine !== line || !entry.originalSource) return null;
    return [indexOf(entry.originalSource), entry.originalLine + 1] as const;
  });
  return { sources, lines };
}
