import { markup, type Markup } from "./markup.ts";

/** The stylesheet has this many service colours; more services than that share them. */
const COLOURS = 12;

/** The colour class of each service, in the order given: the same on every page for the services of one store. */
export function serviceColours(services: readonly string[]): ReadonlyMap<string, string> {
  return new Map(services.map((service, index) => [service, `service-${index % COLOURS}`]));
}

/** A square in a service's colour, to stand before its name. */
export function swatch(colour: string | undefined): Markup {
  return markup`<svg class="swatch ${colour}" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"><rect width="10" height="10" rx="2" /></svg>`;
}
