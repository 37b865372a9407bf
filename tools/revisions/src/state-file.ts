import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type State, stateSchema } from "./model.ts";
import { returnTags } from "./tags.ts";

const EMPTY: State = { domain: "example.com", domains: ["example.com"], services: [] };

function fileOf(folder: string): string {
  return join(folder, "state.json");
}

/**
 * What was deployed before; throws when the file can't be read or is not ours. A revision that was starting has not
 * started.
 */
export function readState(folder: string): State {
  if (!existsSync(fileOf(folder))) return structuredClone(EMPTY);
  const parsed = stateSchema.safeParse(parseJson(readFileSync(fileOf(folder), "utf8")));
  if (!parsed.success) throw new Error(`${fileOf(folder)} is no state of revisions: move it away to begin anew`);
  for (const service of parsed.data.services) {
    for (const revision of service.revisions.filter(({ isReady }) => !isReady)) {
      revision.failure ||= "the router ended while it was starting";
      returnTags(service, revision, new Map());
    }
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Replaces the file as a whole, so that a killed process leaves no partial one. Only its owner can read it: variables
 * may be secret.
 */
export function writeState(folder: string, state: State): void {
  const path = fileOf(folder);
  writeFileSync(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
