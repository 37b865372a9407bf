/** A number that a check measured, and the limit that it has to meet. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** Such as "ms", "of 54", "%"; "" for a count. */
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** Whether a busy machine alone can exceed the limit: it is not judged with `--no-times`. Always so for "ms". */
  readonly isOfTime?: boolean;
}

/** What a check found. */
export interface Finding {
  readonly figures: readonly Figure[];
  /** What went wrong, one sentence each; empty when nothing did. */
  readonly problems: readonly string[];
  /** Why nothing was measured, such as a program that is not installed; then there are no figures. */
  readonly skipped?: string;
  /** Details for the report: a heading row and further rows. */
  readonly rows?: readonly (readonly string[])[];
}

/** A shop that is deployed in a cluster. */
export interface Target {
  /** Base address of its storefront. */
  readonly url: string;
  readonly namespace: string;
}

/** What checks get to do their work. */
export interface CheckContext {
  /** The shop to break; undefined: one that the check starts on this machine. */
  readonly target: Target | undefined;
  /** Everything random follows from it. */
  readonly seed: number;
  /** The short part: fewer repetitions, for CI. */
  readonly isShort: boolean;
  /** Whether limits of time count; not on a machine that is busy with something else. */
  readonly judgesTimes: boolean;
  /** How long R14 lasts; undefined: as long as its part allows. */
  readonly soakMinutes: number | undefined;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Tells what is being done, for the line of progress. */
  readonly progress: (text: string) => void;
}

/** One thing that the shop has to survive. */
export interface Check {
  /** The id of the demand, as in docs/reliability.md: R1 to R15, S1 and S6. */
  readonly id: string;
  readonly title: string;
  /** Whether it belongs to the short part, too. */
  readonly inShortPart: boolean;
  /** Whether it runs only when `--only` names it: it takes long, and says the same every time. */
  readonly isOnlyByName?: boolean;
  /** Whether it can break a shop in a cluster; the others need processes of this machine. */
  readonly canBreakTarget?: boolean;
  run(context: CheckContext): Promise<Finding>;
}

/** Whether a figure meets its limits. */
export function isMet({ value, atMost, atLeast }: Figure): boolean {
  return !(atMost !== undefined && !(value <= atMost)) && !(atLeast !== undefined && !(value >= atLeast));
}

/** The finding without the limits that a busy machine alone can exceed. */
export function withoutTimes(finding: Finding): Finding {
  const unjudged = ({ atMost: _most, atLeast: _least, ...figure }: Figure): Figure => figure;
  const isOfTime = ({ unit, isOfTime: is }: Figure) => unit === "ms" || is === true;
  return { ...finding, figures: finding.figures.map((figure) => (isOfTime(figure) ? unjudged(figure) : figure)) };
}

/** Whether nothing went wrong and all figures meet their limits. */
export function isPassed({ figures, problems }: Finding): boolean {
  return problems.length === 0 && figures.every(isMet);
}

/** The limit in words: "at most 1200", "at least 46". */
export function limitText({ atMost, atLeast }: Figure): string {
  const words = [];
  if (atLeast !== undefined) words.push(`at least ${atLeast}`);
  if (atMost !== undefined) words.push(`at most ${atMost}`);
  return words.join(", ");
}
