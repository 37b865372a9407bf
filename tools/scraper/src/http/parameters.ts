import { parseDurationMs, parseFloatText } from "../promql/literals.ts";
import { QueryError } from "../query-error.ts";

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
/** The step must be at least a millisecond, the unit of all times here. */
const STEP_MS_MIN = 1;

function invalid(name: string, problem: string): QueryError {
  return new QueryError("bad_data", `invalid parameter "${name}": ${problem}`);
}

/** A parameter that must be there. */
export function required(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name);
  if (value === null || value === "") throw invalid(name, "it is missing or empty");
  return value;
}

/** Unix time in milliseconds of a parameter in seconds, or in RFC 3339; `missing` when it is not there. */
export function timeOf(parameters: URLSearchParams, name: string, missing?: number): number {
  const text = parameters.get(name) ?? "";
  if (text === "" && missing !== undefined) return missing;
  const seconds = parseFloatText(text);
  const time = seconds === undefined && DATE.test(text) ? Date.parse(text) : Math.round((seconds ?? Number.NaN) * 1000);
  if (!Number.isSafeInteger(time))
    throw invalid(
      name,
      `cannot parse ${JSON.stringify(text)} to a valid timestamp: send seconds, or a date as in RFC 3339`,
    );
  return time;
}

/** The step in milliseconds, of a parameter in seconds or as a duration. */
export function stepOf(parameters: URLSearchParams): number {
  const text = required(parameters, "step");
  const seconds = parseFloatText(text);
  const step = seconds === undefined ? parseDurationMs(text) : Math.floor(seconds * 1000);
  if (step === undefined || !Number.isSafeInteger(step))
    throw invalid("step", `cannot parse ${JSON.stringify(text)} to a valid duration: send seconds, or such as 15s`);
  if (step < STEP_MS_MIN)
    throw invalid("step", "zero or negative query resolution step widths are not accepted. Try a positive integer");
  return step;
}
