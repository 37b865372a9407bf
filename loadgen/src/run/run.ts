import { runClosed } from "./closed-model.ts";
import { HttpClient } from "../visitor/http-client.ts";
import { runOpen } from "./open-model.ts";
import { totalDurationMs, usersMax } from "./plan.ts";
import { Recorder } from "../figures/recorder.ts";
import type { RunSettings } from "../settings/settings.ts";
import type { LoadTelemetry } from "../telemetry/telemetry.ts";

const TICK_MS = 1000;

/** A run under way. */
export interface Run {
  readonly settings: RunSettings;
  readonly recorder: Recorder;
  /** Starts no further action. Those under way are finished. */
  stop(): void;
  /** Resolves when the last action has ended; rejects when a scenario has thrown an error of its own. */
  readonly done: Promise<void>;
}

/** Starts a run. It ends by itself when its time or its actions are over, or when it is stopped. */
export function startRun(settings: RunSettings, telemetry: Pick<LoadTelemetry, "tracer" | "instruments">): Run {
  const recorder = new Recorder();
  const stopping = new AbortController();
  const client = new HttpClient(settings.target, {
    connectionsMax: settings.model === "closed" ? usersMax(settings) : settings.inFlightMax,
    timeoutMs: settings.timeoutMs,
  });
  const world = { target: new URL(settings.target), client, recorder, telemetry };
  return {
    settings,
    recorder,
    stop: () => stopping.abort(),
    done: executeRun(),
  };

  async function executeRun(): Promise<void> {
    const lengthMs =
      settings.stages.length > 0
        ? Math.min(totalDurationMs(settings.stages), settings.durationMs)
        : settings.durationMs;
    const end = Number.isFinite(lengthMs) ? setTimeout(() => stopping.abort(), lengthMs) : undefined;
    const ticks = setInterval(() => recorder.closeSecond(), TICK_MS);
    try {
      await (settings.model === "open" ? runOpen : runClosed)(world, settings, stopping.signal);
    } finally {
      clearTimeout(end);
      clearInterval(ticks);
      recorder.closeSecond();
      recorder.stopClock();
      stopping.abort();
      await client[Symbol.asyncDispose]();
    }
  }
}
