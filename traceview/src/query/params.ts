import { NOBODY, type Self } from "./self.ts";
import { parseDurationUs } from "@hipstershop/text/durations";
import { QueryError } from "./query-error.ts";

type Sent = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Query parameters by name. An empty value counts as missing. An invalid value throws a QueryError 400 that names the
 * parameter.
 */
export class Params {
  readonly #sent: Sent;
  /** Who asks: the session in the shop and the learner's name. */
  readonly self: Self;

  /** `sent` is Fastify's parsed query: a repeated parameter is a list. */
  constructor(sent: unknown, self = NOBODY) {
    this.#sent = (sent ?? {}) as Sent;
    this.self = self;
  }

  /** Every value of a parameter, which may have several names. */
  all(...names: readonly string[]): readonly string[] {
    return names.flatMap((name) => this.#sent[name] ?? []).filter((value) => value !== "");
  }

  text(...names: readonly string[]): string | undefined {
    return this.all(...names)[0];
  }

  /** Who asks, by a name that a browser made up for itself; undefined for scripts. */
  get person(): string | undefined {
    return this.#read(["by"], "a name of letters and digits", (text) =>
      /^[\w-]{1,64}$/.test(text) ? text : undefined,
    );
  }

  /** An integer from 0 to 2^53. */
  integer(...names: readonly string[]): number | undefined {
    return this.#read(names, "a whole number", (text) => {
      const number = Number(text);
      return /^\d+$/.test(text) && Number.isSafeInteger(number) ? number : undefined;
    });
  }

  /** A duration in Go's notation, as microseconds. */
  durationUs(...names: readonly string[]): number | undefined {
    return this.#read(names, 'a duration such as "1.2s" or "300ms"', parseDurationUs);
  }

  /** An RFC 3339 time, as microseconds. The "+" of the zone is a space when the client did not encode it. */
  rfc3339Us(...names: readonly string[]): number | undefined {
    return this.#read(names, "an RFC 3339 time", (text) => {
      const time = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+ -]\d\d:\d\d)$/i.exec(text);
      if (!time) return undefined;
      const ms = Date.parse(time[1] + time[3]!.replace(" ", "+").toUpperCase());
      return Number.isNaN(ms) ? undefined : ms * 1000 + Number((time[2] ?? "").padEnd(6, "0").slice(0, 6));
    });
  }

  /** A JSON object, its values converted to strings. */
  textMap(...names: readonly string[]): Record<string, string> | undefined {
    return this.#read(names, 'a JSON object such as {"http.method":"GET"}', (text) => {
      const value = parseJson(text);
      if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
      const entries = Object.entries(value as Record<string, unknown>);
      if (entries.some(([, inner]) => typeof inner === "object")) return undefined;
      return Object.fromEntries(entries.map(([key, inner]) => [key, String(inner)]));
    });
  }

  #read<T>(names: readonly string[], expected: string, parse: (text: string) => T | undefined): T | undefined {
    const text = this.text(...names);
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value === undefined) {
      throw new QueryError(
        400,
        `unable to parse param '${names[0]}': ${JSON.stringify(text.slice(0, 200))} is not ${expected}`,
      );
    }
    return value;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
