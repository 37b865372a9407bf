import { writeFile } from "node:fs/promises";
import { harmlessJson, oneLine } from "@hipstershop/text";
import { EXPORT_FORMATS, type ExportFormat, exportTrace, readJaegerTrace } from "@hipstershop/traces";
import { type Command, InvalidArgumentError, Option } from "commander";
import { outputProblem } from "@hipstershop/runtime/files";
import { GROUP_EXAMPLE } from "@hipstershop/traceview/query-examples";
import { readStatus, whyNoStatus } from "../status.ts";
import { terminalColumns, wrapLines } from "../terminal.ts";
import type { TraceFilter } from "./query-client.ts";
import { addReplay } from "./replay-command.ts";

const WIDTH_DEFAULT = 120;
const LIMIT_DEFAULT = 20;

interface FilterOptions {
  readonly service?: string;
  readonly operation?: string;
  readonly error?: boolean;
  readonly minDuration?: string;
  readonly limit: number;
  readonly json: boolean;
}

function parseLimit(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError("give a number from 1 to 99999.");
  return Number(text);
}

function checkDuration(text: string): string {
  if (!/^\d+(\.\d+)?(us|µs|ms|s|m)$/.test(text))
    throw new InvalidArgumentError("give a duration such as 50ms or 1.2s.");
  return text;
}

/** Checks that the file is writable before the trace is fetched. */
function outputFile(text: string): string {
  const problem = text === "-" ? undefined : outputProblem(text);
  if (problem !== undefined) throw new InvalidArgumentError(`it must be ${problem}.`);
  return text;
}

const filterOf = ({ service, operation, error, minDuration, limit }: FilterOptions): TraceFilter => ({
  service,
  operation,
  error,
  minDuration,
  limit,
});

/** The terminal's width; WIDTH_DEFAULT for pipes and files. */
const width = () => process.stdout.columns ?? WIDTH_DEFAULT;
const print = (text: string) => void process.stdout.write(`${text}\n`);
const printJson = (value: unknown, indent?: number) => print(harmlessJson(JSON.stringify(value, null, indent)));

/** Adds `shop trace …`: shows traces of the running shop, or of any Jaeger, in the terminal. */
export function addTraceCommands(program: Command, stateFolder: () => string): void {
  const trace = program
    .command("trace")
    .description("look at traces in the terminal")
    .option("--url <address>", "a Jaeger query API; the running shop's when left out");

  const openClient = async () => {
    const { QueryClient } = await import("./query-client.ts");
    const { url } = trace.opts<{ url?: string }>();
    const address = url ?? (await readStatus(stateFolder()))?.traces;
    if (!address) throw new Error(`${whyNoStatus(stateFolder())}, or --url names a Jaeger`);
    return new QueryClient(address);
  };
  addList(trace, openClient);
  addFollow(trace, openClient);
  addShow(trace, openClient);
  addDiff(trace, openClient);
  addExport(trace, openClient);
  addReplay(trace, {
    client: openClient,
    otlpHttp: async () =>
      trace.opts<{ url?: string }>().url === undefined ? (await readStatus(stateFolder()))?.ingest.otlpHttp : undefined,
  });
}

type GetClient = () => Promise<import("./query-client.ts").QueryClient>;

const WHICH = "trace id, its first digits, or latest: the newest trace of two services or more";

async function idOf(api: Awaited<ReturnType<GetClient>>, which: string): Promise<string> {
  return (await import("./which-trace.ts")).traceIdOf(api, which);
}

function withFilters(command: Command): Command {
  return command
    .option("--service <name>", "only traces in which this service takes part")
    .option("--operation <name>", "only traces with this operation")
    .option("--error", "only traces with a failed span")
    .option("--min-duration <duration>", "only traces with a span that took this long, such as 50ms", checkDuration)
    .option("--limit <number>", "how many at most", parseLimit, LIMIT_DEFAULT)
    .option("--json", "print JSON, a line per trace", false);
}

function addList(trace: Command, client: GetClient): void {
  withFilters(trace.command("list").description("the newest traces")).action(async (options: FilterOptions) => {
    const [traces, { traceLine }, { summaryOf }] = await Promise.all([
      client().then((api) => api.search(filterOf(options))),
      import("./trace-text.ts"),
      import("./summary.ts"),
    ]);
    if (traces.length === 0 && !options.json) print("no trace fits; click through the shop, or ask for less");
    for (const one of traces) {
      if (options.json) printJson(summaryOf(one));
      else print(traceLine(one, width()));
    }
  });
}

function addFollow(trace: Command, client: GetClient): void {
  withFilters(trace.command("follow").description("traces as they come; Ctrl-C ends")).action(
    async (options: FilterOptions) => {
      const [api, { followTraces }] = await Promise.all([client(), import("./follow.ts")]);
      const [{ traceLine }, { summaryOf }] = await Promise.all([import("./trace-text.ts"), import("./summary.ts")]);
      const stop = new AbortController();
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
      process.stderr.write(`following ${oneLine(api.url)}; Ctrl-C ends\n`);
      try {
        for await (const one of followTraces(api, filterOf(options), stop.signal)) {
          if (options.json) printJson(summaryOf(one));
          else print(traceLine(one, width()));
        }
      } catch (error) {
        if (!stop.signal.aborted) throw error;
      }
    },
  );
}

function addShow(trace: Command, client: GetClient): void {
  trace
    .command("show")
    .argument("<id>", WHICH)
    .description("the waterfall of a trace; ● is its critical path, ! a failure")
    .option("--json", "print the trace in Jaeger's JSON", false)
    .action(async (which: string, { json }: { json: boolean }) => {
      const api = await client();
      const id = await idOf(api, which);
      if (json) return printJson({ data: [await api.jaegerTrace(id)] }, 2);
      const [one, { traceHead, waterfall }] = await Promise.all([api.trace(id), import("./trace-text.ts")]);
      print([wrapLines(traceHead(one), terminalColumns()), "", ...waterfall(one, width())].join("\n"));
    });
}

function addDiff(trace: Command, client: GetClient): void {
  trace
    .command("diff")
    .argument(
      "<a>",
      `trace ids (or their first digits, or latest) separated by commas, or a query such as ${GROUP_EXAMPLE}`,
    )
    .argument("<b>", "the same, to compare with")
    .description("what is slower, faster, failing, new or gone from a to b; likely causes first")
    .option("--json", "print the comparison as JSON", false)
    .action(async (a: string, b: string, { json }: { json: boolean }) => {
      const [api, { diffText, groupOf }, { compareTraces }] = await Promise.all([
        client(),
        import("./diff.ts"),
        import("@hipstershop/traceview/compare"),
      ]);
      const comparison = compareTraces(await groupOf(api, a), await groupOf(api, b));
      if (json) printJson(comparison, 2);
      else print(wrapLines(diffText(comparison, width()), terminalColumns()));
    });
}

function addExport(trace: Command, client: GetClient): void {
  trace
    .command("export")
    .argument("<id>", WHICH)
    .description("a trace as a file for Jaeger, OpenTelemetry, Perfetto (chrome) or speedscope")
    .addOption(new Option("--format <name>", "what to write").choices(EXPORT_FORMATS).default("jaeger"))
    .option("--output <file>", "where to; standard output when left out, or -", outputFile)
    .action(async (which: string, { format, output }: { format: ExportFormat; output?: string }) => {
      const api = await client();
      const raw = await api.jaegerTrace(await idOf(api, which));
      // Jaeger's JSON is passed through unchanged, with fields that our model does not have.
      const written = format === "jaeger" ? { data: [raw] } : exportTrace(readJaegerTrace(raw), format);
      const text = JSON.stringify(written);
      if (output === undefined || output === "-") return print(harmlessJson(text));
      await writeFile(output, `${text}\n`);
      process.stderr.write(`${oneLine(output)}: ${raw.spans.length} spans\n`);
    });
}
