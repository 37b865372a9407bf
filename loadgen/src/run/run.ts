import { runClosed } from "./closed-model.ts";
import { HttpClient } from "../visitor/http-client.ts";
import { runOpen } from "./open-model.ts";
import { lengthOf, usersMax } from "./plan.ts";
import { Recorder } from "../figures/recorder.ts";
import type { RunSettings } from "../settings/settings.ts";
import type { LoadTelemetry } from "../telemetry/telemetry.ts";

const TICK_MS = 1000;

/** A run that has begun. */
export interface Run {
  readonly settings: RunSettings;
  readonly recorder: Recorder;
  /** Lets what has begun end, and begins nothing more. */
  stop(): void;
  /** Cuts what is under way as well. */
  cut(): void;
  /** Resolves when all is over; rejects when a scenario is at fault. */
  readonly done: Promise<void>;
}

export function startRun(settings: RunSettings, telemetry: Pick<LoadTelemetry, "tracer" | "instruments">): Run {
  const recorder = new Recorder();
  const stopping = new AbortController();
  const client = new HttpClient(settings.target, {
    connectionsMax: settings.model === "closed" ? usersMax(settings) : settings.inFlightMax,
    timeoutMs: settings.timeoutMs,
  });
  const cut = (): void => {
    stopping.abort();
    void client[Symbol.asyncDispose]();
  };
  const world = { target: new URL(settings.target), client, recorder, telemetry };
  return {
    settings,
    recorder,
    stop: () => stopping.abort(),
    cut,
    done: drive(),
  };

  async function drive(): Promise<void> {
    const lengthMs =
      settings.stages.length > 0 ? Math.min(lengthOf(settings.stages), settings.durationMs) : settings.durationMs;
    const end = Number.isFinite(lengthMs) ? setTimeout(() => stopping.abort(), lengthMs) : undefined;
    const ticks = setInterval(() => recorder.tick(), TICK_MS);
    try {
      await (settings.model === "open" ? runOpen : runClosed)(world, settings, stopping.signal);
    } finally {
      clearTimeout(end);
      clearInterval(ticks);
      recorder.tick();
      recorder.end();
      stopping.abort();
      await client[Symbol.asyncDispose]();
    }
  }
}
