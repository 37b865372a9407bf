import { TYPED } from "@hipstershop/runtime/typed-commands";
import { harmless, oneLine } from "@hipstershop/text";
import colors from "picocolors";
import { evidenceUrl, type ListedLab } from "../course/course.ts";
import type { Lab, Question, Verdict } from "../course/lab.ts";
import type { CaseResult } from "../course/play.ts";
import type { LabPlaces } from "../course/places.ts";
import type { LabProgress } from "../course/progress.ts";
import { linksIn, permalinkOf, shownName, textsOf } from "../course/texts.ts";
import { markdownLines } from "./markdown-text.ts";
import { textWidth, wrap } from "./wrap.ts";

const INDENT = "  ";

/** All labs, with what is done. */
export function listText(labs: readonly ListedLab[], course: string): string {
  const width = textWidth();
  const done = labs.filter(({ progress }) => progress.passedAt > 0).length;
  return [
    ...labs.flatMap(({ lab, progress }) =>
      wrap(
        `${colors.bold(lab.title)} ${colors.dim(`(${lab.minutes} min)`)}`,
        width,
        " ".repeat(17),
        lineOf(lab, progress),
      ),
    ),
    "",
    ...wrap(`${done} of ${labs.length} passed. ${TYPED.labOptions} NN starts one.`, width),
    ...(course === "" ? [] : [`In the browser: ${course}`]),
  ].join("\n");
}

function lineOf({ id }: Lab, progress: LabProgress): string {
  const word = stateWord(progress);
  const colour = word === "passed" ? colors.green : word === "started" ? colors.yellow : colors.dim;
  return `${id}  ${colour(word.padEnd(11))}  `;
}

/** "passed", "started" or "not begun". */
export function stateWord({ passedAt, starts }: LabProgress): "passed" | "started" | "not begun" {
  if (passedAt > 0) return "passed";
  return starts > 0 ? "started" : "not begun";
}

/** A lab that was started: what it is about, what was made, and what to answer. */
export function labText(lab: Lab, progress: LabProgress, places: LabPlaces, work: string): string {
  const width = textWidth();
  const { story, task } = textsOf(lab);
  const clicks = Object.entries(progress.scene?.clicks ?? {}).filter(([, { traceId }]) => traceId !== "");
  const traces = clicks.map(([name, { traceId }]) => {
    const shown = shownName(lab, name);
    return `${INDENT}${places.traces}/trace/${traceId}${shown && `  ${shown}`}`;
  });
  return [
    colors.bold(`${lab.id}  ${lab.title}`),
    "",
    ...markdownLines(story, width),
    "",
    colors.bold("Task"),
    ...markdownLines(task, width),
    ...handoutLines(lab, progress),
    ...(work === "" ? [] : ["", colors.bold("Your files"), `${INDENT}${work}`]),
    "",
    colors.bold(traces.length === 1 ? "The trace" : "The traces"),
    ...traces,
    ...linksIn(progress.scene?.facts ?? {}).map(({ name, url }) => `${INDENT}${name}: ${oneLine(url)}`),
    ...(lab.questions.length === 0 ? [] : ["", colors.bold("Questions")]),
    ...lab.questions.flatMap((question) => questionLines(question, width)),
    "",
    ...commandLines(lab),
    ...(places.course === "" ? [] : ["", `In the browser: ${places.course}/${permalinkOf(lab)}`]),
  ].join("\n");
}

function handoutLines(lab: Lab, { scene }: LabProgress): readonly string[] {
  const handout = scene && lab.handout ? lab.handout(scene) : "";
  return handout === ""
    ? []
    : [
        "",
        ...harmless(handout)
          .split("\n")
          .map((line) => `${INDENT}${line}`),
      ];
}

function questionLines(question: Question, width: number): readonly string[] {
  const note = question.kind === "number" && question.unit !== "" ? ` (in ${question.unit})` : "";
  return [
    ...wrap(`${colors.bold(`${question.key}:`)} ${question.text}${note}`, width, `${INDENT}${INDENT}`, INDENT),
    ...(question.kind === "choice"
      ? question.options.flatMap(({ value, text }) => wrap(`${value}: ${text}`, width, " ".repeat(8), " ".repeat(6)))
      : []),
    ...(WHAT_TO_GIVE[question.kind] === "" ? [] : wrap(WHAT_TO_GIVE[question.kind], width, " ".repeat(6))),
  ];
}

const WHAT_TO_GIVE: Readonly<Record<Question["kind"], string>> = {
  trace: "Give its id, or its address.",
  span: "Give its address in the viewer, or its service and operation.",
  service: "Give its name.",
  choice: "",
  number: "",
  text: "",
};

function commandLines({ id, questions }: Lab): readonly string[] {
  const answers = questions.map(({ key }) => `--answer ${key}=…`);
  const check = `${TYPED.labOptions} check ${id} ${answers.join(" ")}`.trimEnd();
  return [
    `Check:  ${check.length <= textWidth() - 8 ? check : `${TYPED.labOptions} check ${id} \\`}`,
    ...(check.length <= textWidth() - 8 ? [] : [`          ${answers.join(" ")}`]),
    `Hint:   ${TYPED.labOptions} hint ${id}`,
  ];
}

/** What a check says. */
export function verdictText(lab: Lab, { verdict, feedback, evidence }: Verdict, { traces }: LabPlaces): string {
  const width = textWidth();
  const colour = { passed: colors.green, failed: colors.red, "not yet": colors.yellow }[verdict];
  const real = verdict === "passed" ? textsOf(lab).inRealLife : [];
  return [
    ...wrap(`${colors.bold(colour(`${verdict}:`))} ${harmless(feedback)}`, width),
    ...evidence.map((one) => `${INDENT}${oneLine(evidenceUrl(traces, one))}`),
    ...(real.length === 0 ? [] : ["", colors.bold("In real life"), ...markdownLines(real, width)]),
  ].join("\n");
}

/** The hints that are shown, and how many there are. */
export function hintText(lab: Lab, shown: number): string {
  const { hints } = textsOf(lab);
  const lines = hints.slice(0, shown).flatMap((hint, i) => {
    const [first = "", ...rest] = markdownLines(hint, textWidth() - 3, "   ");
    return [`${i + 1}. ${first.trimStart()}`, ...rest];
  });
  const left = hints.length - shown;
  return [...lines, left > 0 ? colors.dim(`${left} more`) : colors.dim("That was the last hint.")].join("\n");
}

/** The results of a selftest. */
export function selftestText(results: readonly CaseResult[]): string {
  const wide = Math.max(...results.map((result) => result.case.length));
  return [
    ...results.flatMap(({ lab, case: name, verdict, expected, isRight, tookMs, feedback }) => [
      `${isRight ? colors.green("✓") : colors.red("✗")} ${lab}  ${name.padEnd(wide)}  ${verdict.padEnd(7)}  ${tookMs} ms`,
      ...(isRight ? [] : wrap(`expected ${expected}; it said: ${harmless(feedback)}`, textWidth(), "      ")),
    ]),
    `${results.filter(({ isRight }) => isRight).length} of ${results.length} as expected`,
  ].join("\n");
}
