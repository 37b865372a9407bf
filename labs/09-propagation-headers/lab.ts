import { Random } from "@hipstershop/random";
import { parseTraceId, type Span, spanName } from "@hipstershop/traces";
import { answerTo } from "../src/course/answers.ts";
import {
  about,
  type Answers,
  type CheckContext,
  type Click,
  evidenceOf,
  failed,
  folderOf,
  type Lab,
  type LabCase,
  notYet,
  passed,
  type Scene,
  type Verdict,
} from "../src/course/lab.ts";
import type { Stage } from "../src/course/stage.ts";

const NAMES = ["multi", "single", "w3c1", "w3c2"] as const;
type Name = (typeof NAMES)[number];

/** What a request carries. */
interface Carried {
  /** As it is written: 16 or 32 digits. */
  readonly traceId: string;
  readonly spanId: string;
  readonly headers: Readonly<Record<string, string>>;
}

export const lab: Lab = {
  id: "09",
  folder: folderOf(import.meta.dirname),
  title: "Read the headers of a trace",
  minutes: 6,
  questions: [
    {
      key: "multi",
      kind: "text",
      text: "Under which trace id (32 digits) would a store file the trace of “multi”?",
    },
    { key: "parent", kind: "text", text: "“single”: which span id would be the parent of the shop’s first span?" },
    {
      key: "lost",
      kind: "choice",
      text: "Which request left no trace?",
      options: NAMES.map((name) => ({ value: name, text: name })),
    },
    { key: "w3c2", kind: "text", text: "Which trace id did “w3c2” carry?" },
  ],
  async prepare(stage, seed) {
    const clicks: Record<string, Click> = {};
    const facts: Record<string, string> = {};
    for (const [name, { headers, traceId, spanId }] of requestsOf(stage, seed)) {
      // No trace id, since it is asked for.
      clicks[name] = { ...(await stage.visitor().get("/search?q=mug", { headers })), traceId: "" };
      facts[`${name} trace`] = traceId;
      facts[`${name} span`] = spanId;
      for (const [key, value] of Object.entries(headers)) facts[`${name} ${key}`] = value;
    }
    return { clicks, facts };
  },
  handout: headerTable,
  async check(answers, context) {
    const stored = await storedOf(context);
    if ("verdict" in stored) return stored;
    const { scene } = context;
    const problem =
      about("multi", checkTraceId(answerTo(answers, "multi"), stored.multi, scene, "multi")) ??
      about("parent", checkParent(answerTo(answers, "parent"), stored.single, scene)) ??
      about("lost", checkLost(answerTo(answers, "lost"), stored)) ??
      about("w3c2", checkTraceId(answerTo(answers, "w3c2"), stored.w3c2, scene, "w3c2"));
    if (problem) return problem;
    return passed(
      `Right. The shop went on with the three traces: ${spanName(stored.single)} has the parent ${stored.single.parentSpanId}, the caller’s span, which nobody has sent to the store. For “w3c1” no service recorded anything: the decision was made by the caller, and all that followed kept to it.`,
      ...[stored.multi, stored.single, stored.w3c2].map(evidenceOf),
    );
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: solution },
    wrong("wrong-span-for-trace", "is the id of the caller’s span", ({ facts }) => ({
      multi: fact(facts, "multi span"),
    })),
    wrong("wrong-short", "16 digits", ({ facts }) => ({ multi: fact(facts, "multi trace") })),
    wrong("wrong-padding", "zeros in front", ({ facts }) => ({ multi: fact(facts, "multi trace").padEnd(32, "0") })),
    wrong("wrong-grandparent", "grandparent", ({ facts }) => ({
      parent: fact(facts, "single b3").split("-")[3] ?? "",
    })),
    wrong("wrong-trace-for-span", "id of the trace", ({ facts }) => ({ parent: fact(facts, "single trace") })),
    wrong("wrong-flags", "last bit", () => ({ lost: "w3c2" })),
    wrong("wrong-single", "is stored", () => ({ lost: "single" })),
    wrong("wrong-parent-for-trace", "is the id of the caller’s span", ({ facts }) => ({
      w3c2: fact(facts, "w3c2 span"),
    })),
  ],
};

/** The requests of a seed, with ids of this learner: two learners with one seed do not write into one trace. */
function requestsOf({ learner }: Stage, seed: number): ReadonlyMap<Name, Carried> {
  const letters = Buffer.from(learner).reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 7);
  const random = new Random(seed, letters);
  const id = (length: number): string => {
    // The first digit is not 0, so that an id can't be mistaken for a shorter one.
    const digits = Array.from({ length: length - 1 }, () => random.int(0, 15).toString(16));
    return [random.int(1, 15).toString(16), ...digits].join("");
  };
  const short = { traceId: id(16), spanId: id(16) };
  const [single, w3c1, w3c2] = [0, 1, 2].map(() => ({ traceId: id(32), spanId: id(16) }));
  if (!single || !w3c1 || !w3c2) throw new Error("three were made");
  return new Map<Name, Carried>([
    [
      "multi",
      {
        ...short,
        headers: {
          "x-b3-traceid": short.traceId,
          "x-b3-spanid": short.spanId,
          "x-b3-parentspanid": id(16),
          "x-b3-sampled": "1",
        },
      },
    ],
    ["single", { ...single, headers: { b3: `${single.traceId}-${single.spanId}-1-${id(16)}` } }],
    ["w3c1", { ...w3c1, headers: { traceparent: `00-${w3c1.traceId}-${w3c1.spanId}-02` } }],
    ["w3c2", { ...w3c2, headers: { traceparent: `00-${w3c2.traceId}-${w3c2.spanId}-03` } }],
  ]);
}

function headerTable({ facts }: Scene): string {
  return NAMES.map((name) => {
    const lines = Object.entries(facts).flatMap(([key, value]) => {
      const [of, header = ""] = key.split(" ");
      return of === name && header !== "trace" && header !== "span" ? [`  ${header}: ${value}`] : [];
    });
    return [name, ...lines].join("\n");
  }).join("\n");
}

/** The shop's first spans, as they are stored; or why they can't be looked at. */
async function storedOf({
  scene,
  traces,
}: CheckContext): Promise<Verdict | { readonly multi: Span; readonly single: Span; readonly w3c2: Span }> {
  const first = async (name: Name): Promise<Span | undefined> =>
    (await traces.whole(padded(fact(scene.facts, `${name} trace`)), fact(scene.facts, `${name} span`))).root;
  const [multi, single, w3c2] = await Promise.all([first("multi"), first("single"), first("w3c2")]);
  if (!multi || !single || !w3c2)
    return notYet("A trace has not arrived yet. Traces take a second or two. Does the shop read B3 and W3C headers?");
  // It was sent before “w3c2”, by the same services: whatever they recorded of it would be there by now.
  const notSampled = await traces.settled(fact(scene.facts, "w3c1 trace"), 0);
  const [span] = notSampled.spans;
  if (span) return failed("The shop has recorded the request that was not to be sampled.", evidenceOf(span));
  return { multi, single, w3c2 };
}

function checkTraceId(answer: string, stored: Span, { facts }: Scene, name: Name): Verdict | undefined {
  const given = answer.trim().toLowerCase();
  if (given === stored.traceId) return undefined;
  const sent = fact(facts, `${name} trace`);
  const evidence = evidenceOf(stored);
  if (given === fact(facts, `${name} span`))
    return failed(`${given} is the id of the caller’s span. The trace id is another field.`, evidence);
  if (given === sent) return failed(`${given} is what was sent: 16 digits. In the store, ids have 32.`, evidence);
  if (given.length === 32 && given.startsWith(sent))
    return failed(`A short id is the lower half of a long one: the zeros in front, not behind.`, evidence);
  const why = parseTraceId(given) === undefined ? "is no trace id" : "is the id of another trace, or of none";
  return failed(`“${answer}” ${why}. The headers of “${name}” carry the digits ${sent.slice(0, 4)}….`, evidence);
}

function checkParent(answer: string, stored: Span, { facts }: Scene): Verdict | undefined {
  const given = answer.trim().toLowerCase();
  if (given === stored.parentSpanId) return undefined;
  const [traceId, , , grandparent] = fact(facts, "single b3").split("-");
  const why =
    given === traceId
      ? "That is the id of the trace."
      : given === grandparent
        ? "That is the parent of the caller’s span, hence the grandparent of the shop’s."
        : given === stored.spanId
          ? "That is the id of the shop’s first span itself."
          : `“${answer}” is none of the ids in that header.`;
  return failed(`${why} The caller’s span is the second field.`, evidenceOf(stored));
}

function checkLost(answer: string, stored: { readonly [name: string]: Span }): Verdict | undefined {
  if (answer === "w3c1") return undefined;
  const span = stored[answer];
  if (!span) return failed(`“${answer}” is none of the four requests: ${NAMES.join(", ")}.`);
  const why = answer === "w3c2" ? "Sampled is the last bit of the flags: 03 has it." : "It has 1 for sampled.";
  return failed(`The trace of “${answer}” is stored, beginning with ${spanName(span)}. ${why}`, evidenceOf(span));
}

function fact(facts: Scene["facts"], key: string): string {
  return String(facts[key] ?? "");
}

function padded(traceId: string): string {
  return traceId.padStart(32, "0");
}

function solution({ scene: { facts } }: CheckContext): Answers {
  return {
    multi: padded(fact(facts, "multi trace")),
    parent: fact(facts, "single span"),
    lost: "w3c1",
    w3c2: fact(facts, "w3c2 trace"),
  };
}

/** A case with the solution's other answers. */
function wrong(name: string, because: string, answers: (scene: Scene) => Answers): LabCase {
  return {
    name,
    expected: "failed",
    because,
    answers: (context) => ({ ...solution(context), ...answers(context.scene) }),
  };
}
