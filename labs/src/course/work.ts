import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Lab } from "./lab.ts";

/** A file of a learner is text that was typed: more is refused unread. */
const FILE_BYTES_MAX = 64 * 1024;
const FILES_MAX = 20;

/** The learner's files can't be used; the message says why, for the learner. */
export class WorkError extends Error {
  override readonly name = "WorkError";
}

/** They take too long: because of what they do, or because the machine is busy, which can't be told apart. */
export class SlowWorkError extends WorkError {}

/** What went wrong with a request to a learner's program. */
export function requestError(message: string, cause: unknown): WorkError {
  const isSlow = cause instanceof Error && /^(?:Abort|Timeout)Error$/.test(cause.name);
  return isSlow ? new SlowWorkError(`${message} in time`, { cause }) : new WorkError(message, { cause });
}

/** Where a learner edits the files of a code lab: labs/<learner>/<lab> below the shop's state folder. */
export function workFolder(stateFolder: string, learner: string, lab: Lab): string {
  return join(stateFolder, "labs", folderName(learner), lab.id);
}

/** A name that every file system takes; of two learners it is never the same, not even in capitals. */
function folderName(learner: string): string {
  const plain = learner.toLowerCase().replaceAll(/[^a-z\d-]/g, "_");
  if (plain === learner) return plain;
  return `${plain}-${createHash("sha256").update(learner).digest("hex").slice(0, 8)}`;
}

/** Copies the lab's files to the folder; files that are there already stay as they are. Rejects with a WorkError. */
export async function startWork({ work }: Lab, folder: string): Promise<void> {
  if (!work) return;
  await mkdir(folder, { recursive: true });
  await copied(join(work.folder, "start"), folder, false);
}

/** Removes what the learner did, and copies the lab's files anew. Rejects with a WorkError. */
export async function resetWork(lab: Lab, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await startWork(lab, folder);
}

/** Refuses a folder that a checker should not run: missing files, links, too many or too large ones. */
export async function examineWork({ work }: Lab, folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const missing = work?.files.find((file) => entries.every(({ name }) => name !== file));
  if (missing !== undefined) throw new WorkError(`there is no ${missing} in ${folder}; start or reset the lab`);
  if (entries.length > FILES_MAX) throw new WorkError(`there are more than ${FILES_MAX} files in ${folder}`);
  for (const entry of entries) {
    if (!entry.isFile()) throw new WorkError(`${entry.name} is no plain file`);
    const { size } = await stat(join(folder, entry.name));
    if (size > FILE_BYTES_MAX) throw new WorkError(`${entry.name} is larger than ${FILE_BYTES_MAX / 1024} KiB`);
  }
}

/** A folder for the cases of a lab's selftest, which is removed at the end, or when this process ends before. */
export interface CaseFolder extends AsyncDisposable {
  readonly folder: string;
  /** The files of the start, and over them those of solutions/<case>, if the lab has any. */
  readonly lay: (name: string) => Promise<void>;
}

/** Undefined for a lab without code. */
export async function caseFolder(lab: Lab): Promise<CaseFolder | undefined> {
  const { work } = lab;
  if (!work) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "lab-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  return {
    folder,
    async lay(name) {
      await resetWork(lab, folder);
      const solutions = await readdir(join(work.folder, "solutions"));
      if (solutions.includes(name)) await copied(join(work.folder, "solutions", name), folder, true);
    },
    async [Symbol.asyncDispose]() {
      process.off("exit", remove);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function copied(from: string, to: string, force: boolean): Promise<void> {
  await cp(from, to, { recursive: true, force }).catch((cause: unknown) => {
    throw new WorkError(`the lab's files can't be copied to ${to}`, { cause });
  });
}
