import * as parse from "../settings/parse.ts";
import type { RunSettings } from "../settings/settings.ts";

/** The fields of the page's form, as text. */
export interface Form {
  readonly model: string;
  readonly users: string;
  readonly rate: string;
  readonly think: string;
  readonly stages: string;
  readonly duration: string;
}

const USERS_MAX = 10_000;
const RATE_MAX = 100_000;

/** The form filled in with settings. */
export function formOf({ model, users, rate, think, stages, durationMs }: RunSettings): Form {
  const [low, high] = [timeText(think.minMs), timeText(think.maxMs)];
  return {
    model,
    users: String(users),
    rate: String(rate),
    think: low === high ? low : `${low}-${high}`,
    stages: stages.map(({ durationMs: length, target }) => `${timeText(length)}:${target}`).join(","),
    duration: timeText(durationMs),
  };
}

/** The settings that the form contains; absent fields are left out. Throws a ParseError that names the field. */
export function settingsFromForm(body: unknown): Partial<RunSettings> {
  const fields: Record<string, unknown> = typeof body === "object" && body ? { ...body } : {};
  const read = <T>(name: keyof Form, understand: (text: string) => T): T | undefined => {
    const value = fields[name];
    if (typeof value !== "string" && typeof value !== "number") return undefined;
    try {
      return understand(String(value).trim());
    } catch (error) {
      if (error instanceof parse.ParseError) throw new parse.ParseError(`${name}: ${error.message}`);
      throw error;
    }
  };
  const [model, stages] = [read("model", parse.model), read("stages", (text) => (text ? parse.stages(text) : []))];
  const [users, rate] = [
    read("users", (text) => parse.wholeNumber(text, 1, USERS_MAX)),
    read("rate", (text) => parse.positiveNumber(text, RATE_MAX)),
  ];
  const think = read("think", parse.range);
  const durationMs = read("duration", (text) => (text ? parse.durationMs(text) : Infinity));
  return {
    ...(model && { model }),
    ...(users && { users }),
    ...(rate && { rate }),
    ...(think && { think }),
    ...(stages && { stages }),
    ...(durationMs !== undefined && { durationMs }),
  };
}

function timeText(ms: number): string {
  if (ms === Infinity) return "";
  return ms % 1000 === 0 && ms > 0 ? `${ms / 1000}s` : ms === 0 ? "0" : `${ms}ms`;
}
