import { once } from "node:events";
import { outliveReaders } from "@hipstershop/outputs";
import { EnvError, processEnv, readTelemetryConfig } from "@hipstershop/runtime";
import { startTelemetry } from "@hipstershop/telemetry";
import { harmless } from "@hipstershop/text";
import { Command, InvalidArgumentError } from "commander";
import { startInjector } from "./injector.ts";

interface InjectOptions {
  readonly url: string;
  readonly rate: number;
}

const RATE_MAX = 1000;
const TOLD_EVERY_MS = 10_000;
const EXIT_BAD_CONFIG = 78;

/** `main.ts inject`: sends requests to one URL until SIGTERM or Ctrl-C, and says every ten seconds what became of them. */
export async function runInjector(args: readonly string[]): Promise<void> {
  outliveReaders();
  const { url, rate } = new Command("sampleapp inject")
    .description("Sends requests at a steady rate, each over a connection of its own.")
    .option("--url <url>", "where to", parseUrl, "http://sampleapp:8080")
    .option("--rate <number>", "requests per second", parseRate, 10)
    .parse([...args], { from: "user" })
    .opts<InjectOptions>();
  const stopped = Promise.race([once(process, "SIGTERM"), once(process, "SIGINT"), once(process, "disconnect")]);
  try {
    const env = processEnv();
    const config = readTelemetryConfig(env, "injector");
    env.assertComplete();
    await using telemetry = await startTelemetry({ ...config, metrics: undefined });
    await using injector = startInjector({ targets: () => [url], rate, telemetry });
    const say = () => telemetry.log.info({ ...injector.counts, url, rate }, "requests so far");
    const timer = setInterval(say, TOLD_EVERY_MS);
    await stopped;
    clearInterval(timer);
    say();
  } catch (error) {
    process.stderr.write(`injector: ${harmless(error instanceof Error ? error.message : String(error))}\n`);
    process.exit(error instanceof EnvError ? EXIT_BAD_CONFIG : 1);
  }
  process.exit(0);
}

function parseUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === "http:" || url?.protocol === "https:") return url.href;
  throw new InvalidArgumentError("it must be a URL such as http://sampleapp:8080");
}

function parseRate(text: string): number {
  const rate = Number(text);
  if (rate > 0 && rate <= RATE_MAX) return rate;
  throw new InvalidArgumentError(`it must be a number above 0, up to ${RATE_MAX}`);
}
