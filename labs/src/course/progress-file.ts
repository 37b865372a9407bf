import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { HeldError, runExclusively } from "@hipstershop/locks";
import { makeFolder } from "@hipstershop/runtime/files";
import { CourseProblem } from "./course-problem.ts";
import { type CourseState, EMPTY, readState } from "./progress.ts";
import { writeState } from "./progress-shares.ts";

/** Keeps the progress of all learners. */
export interface ProgressStore {
  readonly read: () => CourseState;
  /** Rejects nothing: a CourseProblem is thrown when the state is full or can't be written. */
  readonly update: (change: (before: CourseState) => CourseState) => CourseState;
}

/** Kept by this process only. */
export function progressInMemory(): ProgressStore {
  let json = JSON.stringify(EMPTY);
  return {
    read: () => readState(json),
    update(change) {
      json = checkedJson(change(readState(json)));
      return readState(json);
    },
  };
}

/**
 * Kept in a file, over restarts. The command and the pages use it at the same time: each change is made under a lock, and
 * the file is replaced as a whole. A file that can't be understood is set aside, and `tell` is told.
 */
export function progressFile(path: string, tell: (text: string) => void): ProgressStore {
  const load = (): CourseState => {
    if (!existsSync(path)) return EMPTY;
    try {
      return readState(readFileSync(path, "utf8"));
    } catch {
      const aside = `${path}.unreadable-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`;
      renameSync(path, aside);
      tell(`the progress in ${path} can't be understood. It was set aside as ${aside}; the course begins anew`);
      return EMPTY;
    }
  };
  const exclusively = <T>(work: () => T): T => {
    try {
      makeFolder(dirname(path));
      return runExclusively(`${path}.lock`, work);
    } catch (error) {
      if (error instanceof CourseProblem) throw error;
      const why = error instanceof HeldError ? "another program is writing it" : reasonOf(error);
      throw new CourseProblem("busy", `The progress in ${path} can't be kept: ${why}. Try again.`);
    }
  };
  return {
    read: () => exclusively(load),
    update: (change) =>
      exclusively(() => {
        const json = checkedJson(change(load()));
        writeFileSync(`${path}.new`, json);
        renameSync(`${path}.new`, path);
        return readState(json);
      }),
  };
}

function checkedJson(state: CourseState): string {
  const json = writeState(state);
  if (json !== undefined) return json;
  throw new CourseProblem(
    "full",
    "There is no room for more progress: 1 MB is kept. The trainer can reset learners who have left.",
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
