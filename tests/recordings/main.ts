// `npm run recordings`: records anew the traces that lab 19 sends, from a shop whose services are frozen. Takes a minute.
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { stdout } from "node:process";
import { constants, gzipSync } from "node:zlib";
import {
  jaegerAnswer,
  type Process,
  type Span,
  type TagValue,
  type Trace,
  writeJaegerTrace,
} from "@hipstershop/traces";
import { root } from "../support/workspace.ts";
import { recordFrozen, type Scenario, SCENARIOS } from "./frozen-service.ts";

/** So many pages can be looked at one by one. */
const PAGES_MAX = 12;
/** A page with all services in health. */
const USUAL_MS_MAX = 250;
const ATTEMPTS_MAX = 8;
/** What tells on which machine it was. */
const OF_THE_MACHINE = new Set(["host.name", "process.pid", "service.instance.id"]);
const processes = new Map<Process, Process>();

for (const scenario of SCENARIOS) {
  const traces = await recordClearly(scenario);
  const recorded = traces.map((trace) => writeJaegerTrace({ ...trace, spans: trace.spans.map(anywhere) }));
  const file = `labs/19-frozen-service/recordings/${scenario.service}.json.gz`;
  writeFileSync(
    join(root, file),
    gzipSync(JSON.stringify(jaegerAnswer(recorded)), { level: constants.Z_BEST_COMPRESSION }),
  );
  stdout.write(`${file}: ${recorded.length} pages\n`);
}

/** On a busy machine all pages are slow, and what the service took usually is no measure: it is played again. */
async function recordClearly(scenario: Scenario): Promise<readonly Trace[]> {
  for (let attempt = 1; ; attempt += 1) {
    const traces = await recordFrozen(scenario);
    const [first] = traces;
    const firstMs = first ? (first.endUs - first.startUs) / 1000 : Infinity;
    if (traces.length <= PAGES_MAX && firstMs <= USUAL_MS_MAX) return traces;
    if (attempt === ATTEMPTS_MAX) throw new Error(`${scenario.service}: the machine is too busy for a recording`);
  }
}

function anywhere(span: Span): Span {
  const { service, tags } = span.process;
  const process = processes.get(span.process) ?? { service, tags: tags.filter(({ key }) => !OF_THE_MACHINE.has(key)) };
  processes.set(span.process, process);
  return { ...span, tags: span.tags.map((tag) => ({ ...tag, value: withoutFolder(tag.value) })), process };
}

/** The file of the carts is in a folder of the recording. */
function withoutFolder(value: TagValue): TagValue {
  return typeof value === "string" && value.startsWith(tmpdir()) ? basename(value) : value;
}
