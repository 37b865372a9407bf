import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { harmlessJson } from "@hipstershop/text";
import { jaegerAnswer } from "@hipstershop/traces";
import { explainingTraces, reportHtml } from "./report.ts";
import type { CanaryRun, Ended } from "./run.ts";

/** The last spans are exported within this time. */
const EXPORT_MS = 300;
const STANDARD_OUTPUT = "-";

/** Writes the reports that were asked for. Returns a line for each file, and for each that could not be written. */
export async function writeReports(run: CanaryRun, ended: Ended): Promise<readonly string[]> {
  const { options, subject, startedAt, place, warnings } = run;
  await wait(EXPORT_MS);
  const since = { service: subject.tracedService, since: startedAt, place };
  const { traces, json } = await explainingTraces(ended.result, since).catch((error: unknown) => {
    warnings.push(`traces can't be read: ${error instanceof Error ? error.message : String(error)}`);
    return { traces: [], json: [] };
  });
  const lines = [await write("report", options.html, reportHtml(run, ended, traces))];
  if (json.length > 0 && options.html !== STANDARD_OUTPUT) {
    const text = harmlessJson(JSON.stringify(jaegerAnswer(json)));
    lines.push(await write("its traces", join(dirname(options.html), "traces.json"), text));
  }
  if (options.json !== undefined) lines.push(await write("JSON", options.json, summaryJson(run, ended)));
  return lines.filter((line) => line !== "");
}

/** Outcome, score, stages, and canaryd's answer in Kayenta's form, whose last result is `judgeResult`. */
function summaryJson({ options, subject, metrics, chosen }: CanaryRun, { result, stages, trust }: Ended): string {
  const { outcome, sentence, score, scores, analysis, judgements } = result;
  const { service, fault, seed, fast } = options;
  const successRate = fault ? 100 : options.successRate;
  const prodRate = service === undefined ? options.prodRate : 100;
  const summary = {
    outcome,
    sentence,
    score: score ?? null,
    scores,
    application: subject.name,
    config: chosen.config.name,
    metrics: metrics.name,
    settings: { successRate, prodRate, service, fault, seed, fast },
    stages: stages.all.map(({ name, status, startedAt, endedAt, note }) => ({
      name,
      status,
      startedAt,
      endedAt,
      note,
    })),
    judgeResult: judgements.at(-1)?.result ?? null,
    trust: trust?.rows ?? [],
    analysis: analysis ?? null,
  };
  return `${harmlessJson(JSON.stringify(summary, notFinite, 2))}\n`;
}

/** NaN and infinities as texts, as in Kayenta's JSON. */
function notFinite(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

async function write(what: string, file: string, text: string): Promise<string> {
  if (file === STANDARD_OUTPUT) {
    process.stdout.write(text);
    return "";
  }
  try {
    await writeFile(file, text);
    return `${what}: ${file}`;
  } catch (error) {
    return `${what} can't be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}
