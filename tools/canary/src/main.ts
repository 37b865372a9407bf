import { once } from "node:events";
import { ListenError } from "@hipstershop/addresses";
import { outliveReaders } from "@hipstershop/outputs";
import { EnvError, processEnv } from "@hipstershop/runtime";
import { harmless, oneLine } from "@hipstershop/text";
import { readConfig } from "./config.ts";
import { startCanaryServer } from "./server.ts";

const EXIT_BAD_CONFIG = 78;

/** Serves until SIGTERM or SIGINT. It has no telemetry: what it measures is in its answers. */
async function main(): Promise<void> {
  const env = processEnv();
  const config = readConfig(env);
  env.assertComplete();
  const stopped = Promise.race([once(process, "SIGTERM"), once(process, "SIGINT"), once(process, "disconnect")]);
  await using server = await startCanaryServer(config, { warn: (message) => say(process.stderr, oneLine(message)) });
  say(process.stdout, `serving on port ${server.port}; metrics from ${config.prometheusUrl}`);
  process.send?.({ serving: { port: server.port } });
  await stopped;
}

function say(output: NodeJS.WriteStream, message: string): void {
  output.write(`canaryd: ${harmless(message)}\n`);
}

outliveReaders();
main().then(
  () => process.exit(0),
  (error: unknown) => {
    say(process.stderr, error instanceof Error ? error.message : String(error));
    const isBadConfig = error instanceof EnvError || (error instanceof ListenError && error.isWrongAddress);
    process.exit(isBadConfig ? EXIT_BAD_CONFIG : 1);
  },
);
