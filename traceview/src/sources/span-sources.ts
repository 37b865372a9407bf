import { existsSync, readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { PREBUILT, VIEWER_SOURCES } from "../viewer-pages/bundle.ts";
import type { SpanSource, SpanSources } from "../viewer-api/answers.ts";
import { spansIn } from "./find-spans.ts";

/** The repository's folder, when the store runs from its sources. */
const ROOT = join(import.meta.dirname, "../../..");
/** What `npm run build` found, for a store that is bundled. */
export const PREBUILT_SPANS = join(PREBUILT, "spans.json");

/**
 * Where spans come from. The sources are searched at each request: lines move with each edit, and it takes a few
 * milliseconds.
 * @param isLocal whether the reader is on this machine: an editor's link needs the folder, and nobody else should see it.
 */
export async function spanSources(repository: string, isLocal: boolean): Promise<SpanSources> {
  const fromSources = existsSync(VIEWER_SOURCES);
  const spans = fromSources ? await findSpans() : prebuiltSpans();
  return { root: fromSources && isLocal ? ROOT : "", repository, spans };
}

/** Searches the services' sources; none when they are not there. */
export async function findSpans(): Promise<SpanSource[]> {
  const services = await readdir(join(ROOT, "services")).catch((): string[] => []);
  const found = await Promise.all(services.toSorted().map((service) => spansOfService(service)));
  return found.flat();
}

async function spansOfService(service: string): Promise<SpanSource[]> {
  const folder = `services/${service}/src`;
  const names = await readdir(join(ROOT, folder), { recursive: true }).catch((): string[] => []);
  const files = names.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts")).toSorted();
  const spans = await Promise.all(
    files.map(async (name) => {
      const path = `${folder}/${name.replaceAll("\\", "/")}`;
      return spansIn({ service, path, text: await readFile(join(ROOT, path), "utf8") });
    }),
  );
  return spans.flat();
}

function prebuiltSpans(): SpanSource[] {
  if (!existsSync(PREBUILT_SPANS)) return [];
  const read: unknown = JSON.parse(readFileSync(PREBUILT_SPANS, "utf8"));
  return Array.isArray(read) ? read.filter(isSpanSource) : [];
}

function isSpanSource(value: unknown): value is SpanSource {
  if (typeof value !== "object" || value === null) return false;
  return "service" in value && "operation" in value && "kind" in value && "file" in value && "line" in value;
}
