import { readFileSync } from "node:fs";
import { join } from "node:path";
import { holderOf, shopLock } from "@hipstershop/locks";
import { parseOrigin, parsePublicUrl } from "@hipstershop/runtime";
import { z } from "zod";
import { type Stage, stageOf } from "./stage.ts";

/** Where the shop, its traces and its course are; the course is "" when it is not known. */
export interface LabPlaces {
  readonly shop: string;
  readonly traces: string;
  readonly course: string;
  /** Where spans are taken as OTLP over HTTP; "" when it is not known. */
  readonly otlp: string;
  /** The metrics of each service that has some. */
  readonly metrics: Readonly<Record<string, string>>;
}

/** No shop is known. */
export const NO_PLACES: LabPlaces = { shop: "", traces: "", course: "", otlp: "", metrics: {} };

const origin = z.string().transform((url) => parseOrigin(url));
const publicUrl = z.string().transform((url) => parsePublicUrl(url));
const status = z.object({
  frontend: origin,
  traces: origin,
  course: publicUrl.optional(),
  ingest: z.object({ otlpHttp: origin }),
  services: z.array(z.object({ name: z.string(), metrics: publicUrl.optional() })),
});

/** Reads what the shop says when it is open. Throws when that is something else. */
export function placesIn(json: string): LabPlaces {
  const { frontend, traces, course = "", ingest, services } = status.parse(JSON.parse(json));
  const metrics = services.flatMap((service) =>
    service.metrics === undefined ? [] : [[service.name, service.metrics]],
  );
  return { shop: frontend, traces, course, otlp: ingest.otlpHttp, metrics: Object.fromEntries(metrics) };
}

/** What the status file in this folder says; undefined without one. It may be from a shop that was killed. */
export function writtenPlaces(stateFolder: string): LabPlaces | undefined {
  try {
    return placesIn(readFileSync(join(stateFolder, "status.json"), "utf8"));
  } catch {
    return undefined;
  }
}

/** The shop that runs in this folder; undefined when none does, or it has not told yet where it is. */
export function openPlaces(stateFolder: string): LabPlaces | undefined {
  return holderOf(shopLock(stateFolder)) ? writtenPlaces(stateFolder) : undefined;
}

/**
 * The places of options; what they lack is taken from the open shop, whose metrics are known also when its spans are
 * sent to another store. Undefined when something is missing.
 */
export function chosenPlaces(
  { frontend, traces, otlp }: { readonly frontend?: string; readonly traces?: string; readonly otlp?: string },
  open: LabPlaces | undefined,
): LabPlaces | undefined {
  const [shop, viewer] = [frontend ?? open?.shop, traces ?? open?.traces];
  if (shop === undefined || viewer === undefined) return undefined;
  const own = otlp !== undefined && { otlp };
  if (!open || shop !== open.shop) return { ...NO_PLACES, shop, traces: viewer, ...own };
  return viewer === open.traces ? { ...open, ...own } : { ...open, traces: viewer, course: "", otlp: "", ...own };
}

/** The stage of a learner there. */
export function stageAt({ shop, traces, otlp, metrics }: LabPlaces, learner: string): Stage {
  return stageOf({ shop, tracesUrl: traces, learner, metrics, ...(otlp !== "" && { otlp }) });
}
