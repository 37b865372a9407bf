import { setTimeout as delay } from "node:timers/promises";
import { directFetch } from "@hipstershop/runtime";
import { oneLine } from "@hipstershop/text";
import {
  brokenLinks,
  type JaegerTrace,
  NotJaegerAnswerError,
  readJaegerTrace,
  tracesInAnswer,
} from "@hipstershop/traces";
import type { Verdict } from "../figures/report.ts";
import type { TracedAction } from "../figures/trace-sample.ts";

const LOOK_EVERY_MS = 250;
const ANSWER_WITHIN_MS = 5000;
const NAMED_MAX = 5;
const TEXT = "traces";

/**
 * Checks that each action has a connected trace with spans of every expected service. Queries Jaeger's API at `url`.
 * Services export spans in batches: the check is repeated until it passes, or for `withinMs`.
 */
export async function verifyTraces(url: string, actions: readonly TracedAction[], withinMs: number): Promise<Verdict> {
  if (actions.length === 0)
    return {
      text: TEXT,
      passed: false,
      sentence: "traces: no action that succeeded made one that could be looked for",
    };
  const base = url.replace(/\/+$/, "");
  const end = performance.now() + withinMs;
  let left = actions.map((action) => ({ action, problem: "" }));
  for (;;) {
    const looked = left.map(async ({ action }) => ({ action, problem: await problemOf(base, action) }));
    left = (await Promise.all(looked)).filter(({ problem }) => problem !== "");
    if (left.length === 0 || performance.now() > end) break;
    await delay(LOOK_EVERY_MS);
  }
  const kinds = new Set(actions.map(({ name }) => name)).size;
  const whole = `${actions.length - left.length} of ${actions.length} actions, of ${kinds} kinds, made one connected trace each`;
  if (left.length === 0) return { text: TEXT, passed: true, sentence: `traces: ${whole}` };
  const lines = left
    .slice(0, NAMED_MAX)
    .map(({ action, problem }) => `\n  ${oneLine(`${action.name} ${base}/trace/${action.traceId}: ${problem}`)}`);
  const more = left.length > NAMED_MAX ? `\n  and ${left.length - NAMED_MAX} more` : "";
  return { text: TEXT, passed: false, sentence: `traces: only ${whole}${lines.join("")}${more}` };
}

/** The problems of an action's trace so far; "" when it is complete. */
async function problemOf(base: string, { traceId, services }: TracedAction): Promise<string> {
  try {
    const answer = await directFetch(`${base}/api/traces/${traceId}`, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (answer.status === 404) {
      await answer.body?.cancel();
      return "it is missing";
    }
    if (!answer.ok) {
      await answer.body?.cancel();
      return `the store answers ${answer.status}`;
    }
    const [trace] = tracesInAnswer(jsonOf(await answer.text()));
    return trace ? problemsOf(trace, services).join("; ") : "it is missing";
  } catch (error) {
    if (error instanceof NotJaegerAnswerError) return `the store's answer is ${error.message}`;
    return `the store can't be asked: ${reasonOf(error)}`;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotJaegerAnswerError("it is not JSON");
  }
}

function problemsOf(trace: JaegerTrace, services: readonly string[]): readonly string[] {
  const { spans } = readJaegerTrace(trace);
  const seen = new Set(spans.map(({ process }) => process.service));
  const absent = [...new Set(services)].filter((name) => !seen.has(name));
  return [...brokenLinks(spans), ...(absent.length > 0 ? [`no span of ${absent.join(", ")}`] : [])];
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
