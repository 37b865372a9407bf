import { type Counter, now, type Telemetry } from "@hipstershop/telemetry";
import type { Visit } from "./visit.ts";

/** A part of a page that is old or missing, since a service is away or slow. */
interface Degraded {
  readonly service: string;
  /** Such as "prices": one note per part and page. */
  readonly part: string;
  /** What the visitor is told; gets the time of day, such as "14:03 UTC", of an old part. */
  readonly tell: (time: string) => string;
  /** When an old part was new, in milliseconds since the epoch; undefined for a missing one. */
  readonly at?: number;
}

/** Tells visitors, traces and metrics which parts of a page are old or missing. */
export class Degradation {
  readonly #parts: Counter;

  constructor({ meter }: Telemetry) {
    this.#parts = meter.createCounter("app_page_parts_degraded_total", {
      description: "Parts of pages that were old or missing, since a service was away or slow.",
    });
  }

  /**
   * Adds a note to the page and an event to its span, once for each part. Of several old answers the oldest is told.
   */
  report({ notes, span }: Visit, { service, part, tell, at }: Degraded): void {
    const known = notes.findIndex((note) => note.part === part);
    const since = notes[known]?.since;
    if (known >= 0 && (at === undefined || since === undefined || at >= since)) return;
    const note = { service, part, text: tell(timeOf(at ?? 0)), ...(at !== undefined && { since: at }) };
    if (known >= 0) {
      notes[known] = note;
      return;
    }
    notes.push(note);
    const state = at === undefined ? "missing" : "old";
    const labels = { "app.page.part": part, "app.page.part_state": state, "app.called.service": service };
    span.addEvent(
      "part of the page degraded",
      {
        ...labels,
        ...(at !== undefined && { "app.answer.age_s": Math.round((Date.now() - at) / 1000) }),
      },
      now(),
    );
    this.#parts.add(1, labels);
  }
}

function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}
