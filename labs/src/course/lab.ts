import type { Span } from "@hipstershop/traces";
import type { Click, Stage } from "./stage.ts";
import type { TraceReader } from "./trace-reader.ts";

export type { Click } from "./stage.ts";

/** How a question is answered: in the browser by pointing or typing, in the terminal as key=value. */
export type Question = {
  /** The key of `--answer key=value`. */
  readonly key: string;
  readonly text: string;
} & (
  | {
      /** A trace, a span or a service of what the scene made: in the browser one points at it. */
      readonly kind: "trace" | "span" | "service";
      /** Names of the scene's clicks whose traces are offered; all when left out. */
      readonly of?: readonly string[];
    }
  | { readonly kind: "choice"; readonly options: readonly Option[] }
  | {
      readonly kind: "number";
      /** Such as "ms"; "" for a plain number. An answer may be given with it. */
      readonly unit: string;
    }
  | { readonly kind: "text" }
);

export interface Option {
  readonly value: string;
  readonly text: string;
}

/** The learner's answers by the questions' keys, trimmed; a question without an answer is left out. */
export type Answers = Readonly<Record<string, string>>;

/** What a check says. "not yet": something is missing, such as an answer or a trace that has not arrived. */
export interface Verdict {
  readonly verdict: "passed" | "failed" | "not yet";
  /** What the evidence says, in a few sentences, also for right answers. */
  readonly feedback: string;
  /** The spans that show it: trace ids, with a span each where one is meant. */
  readonly evidence: readonly Evidence[];
  /** The key of the question that it is about; left out where it is about none, or all. */
  readonly question?: string;
  /** Of a game that has been won: the more, the better. */
  readonly score?: number;
}

export interface Evidence {
  readonly traceId: string;
  /** "" for the trace as a whole. */
  readonly spanId: string;
}

/** What was made for a learner when the lab was started; plain JSON, since it is stored. */
export interface Scene {
  readonly seed: number;
  /** The requests by names that the lab gives them. */
  readonly clicks: Readonly<Record<string, Click>>;
  /** Whatever else the lab chose by its seed, such as which of three fixes is offered. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

export interface CheckContext {
  readonly scene: Scene;
  readonly traces: TraceReader;
  readonly stage: Stage;
  /** The folder with the learner's files, of a lab with code; left out where learners have none, as in a cluster. */
  readonly work?: string;
  /** How many hints were shown; for labs with a score. */
  readonly hints?: number;
}

/** The code of a lab that is solved by editing a small program, which the checker then starts. */
export interface LabWork {
  /**
   * The lab's own folder. `start/` in it has the files that a learner gets, in .shop/labs/<learner>/<lab>;
   * `solutions/<case>/` has the files that a case puts over them. Programs are .mjs without dependencies, and listen on
   * the port PORT.
   */
  readonly folder: string;
  /** The files that are to be edited, the first of which is started. */
  readonly files: readonly [string, ...string[]];
}

/** One of the cases that prove a checker: `npm run lab -- selftest` and CI run them. */
export interface LabCase {
  /** "start", "solution" or "wrong-…"; also the folder in solutions/ of a lab with code. */
  readonly name: string;
  readonly expected: Verdict["verdict"];
  /** The answers, made from the scene's real traces where they depend on them. */
  readonly answers: (context: CheckContext) => Promise<Answers> | Answers;
  /** A part of the feedback that says why; required for wrong cases. */
  readonly because?: string;
}

/** A lab. Its README.md, beside it, has the texts: "## Story", "## Task", "## Hints" (a list), "## In real life". */
export interface Lab {
  /** Two digits; the folder begins with it. */
  readonly id: string;
  /** The folder's name, such as "01-first-trace": the lab's permalink. */
  readonly folder: string;
  readonly title: string;
  readonly minutes: number;
  readonly questions: readonly Question[];
  /** Present when the lab is solved in code; see work.ts and run-file.ts. */
  readonly work?: LabWork;
  /** What the lab can't be started without: a collector, for labs that send spans themselves. */
  readonly needs?: "collector";
  /** Makes the requests of the lab. The same seed makes the same. */
  readonly prepare: (stage: Stage, seed: number) => Promise<Omit<Scene, "seed">>;
  /** Text that was made for this learner, such as headers to be read: shown as it is, line by line, below the task. */
  readonly handout?: (scene: Scene) => string;
  /** Looks at the real spans and the answers. Every question that matters has an answer when it is called. */
  readonly check: (answers: Answers, context: CheckContext) => Promise<Verdict>;
  readonly cases: readonly LabCase[];
}

/** The folder name comes from the module's address: `folderOf(import.meta.dirname)`. */
export function folderOf(directory: string): string {
  return directory.split(/[\\/]/).at(-1) ?? directory;
}

/** The evidence of a span. */
export function evidenceOf({ traceId, spanId }: Span): Evidence {
  return { traceId, spanId };
}

export function passed(feedback: string, ...evidence: readonly Evidence[]): Verdict {
  return { verdict: "passed", feedback, evidence };
}

export function failed(feedback: string, ...evidence: readonly Evidence[]): Verdict {
  return { verdict: "failed", feedback, evidence };
}

export function notYet(feedback: string, ...evidence: readonly Evidence[]): Verdict {
  return { verdict: "not yet", feedback, evidence };
}

/** The verdict as one about a question. What has passed is about all of them. */
export function about(question: string, verdict: Verdict): Verdict;
export function about(question: string, verdict: Verdict | undefined): Verdict | undefined;
export function about(question: string, verdict: Verdict | undefined): Verdict | undefined {
  return verdict && verdict.verdict !== "passed" ? { ...verdict, question } : verdict;
}
