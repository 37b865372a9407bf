import { readFileSync } from "node:fs";
import { join } from "node:path";
import { holderOf, shopLock } from "@hipstershop/locks";
import { parseOrigin, parsePublicUrl } from "@hipstershop/runtime";
import { z } from "zod";

/** Where the shop, its traces and its course are; the course is "" when it is not known. */
export interface LabPlaces {
  readonly shop: string;
  readonly traces: string;
  readonly course: string;
}

const address = z.string().transform((url) => parseOrigin(url));
const status = z.object({
  frontend: address,
  traces: address,
  course: z
    .string()
    .transform((url) => parsePublicUrl(url))
    .optional(),
});

/** Reads what the shop says when it is open. Throws when that is something else. */
export function placesIn(json: string): LabPlaces {
  const { frontend, traces, course = "" } = status.parse(JSON.parse(json));
  return { shop: frontend, traces, course };
}

/** The shop that runs in this folder; undefined when none does, or it has not told yet where it is. */
export function openPlaces(stateFolder: string): LabPlaces | undefined {
  if (!holderOf(shopLock(stateFolder))) return undefined;
  try {
    return placesIn(readFileSync(join(stateFolder, "status.json"), "utf8"));
  } catch {
    return undefined;
  }
}

/** The places of options; undefined unless both are given. What one lacks is taken from the open shop. */
export function chosenPlaces(
  { frontend, traces }: { readonly frontend?: string; readonly traces?: string },
  open: LabPlaces | undefined,
): LabPlaces | undefined {
  const [shop, viewer] = [frontend ?? open?.shop, traces ?? open?.traces];
  if (shop === undefined || viewer === undefined) return undefined;
  const isOpen = shop === open?.shop && viewer === open.traces;
  return { shop: parseOrigin(shop), traces: parsePublicUrl(viewer), course: isOpen ? open.course : "" };
}
