import { OFF } from "@hipstershop/faults/names";
import { type Fault, faultNamed, type Variant, variantNamed } from "@hipstershop/faults/catalogue";
import type { FaultSwitches } from "@hipstershop/faults/switches";
import type { Logger } from "@hipstershop/telemetry";
import type { FastifyRequest } from "fastify";
import type { TrainingConfig } from "../config.ts";
import { PageProblem } from "../page-problem.ts";
import type { Frame } from "../views/layout.ts";

/** What the routes of the faults page work with. */
export interface FaultsPlace {
  readonly config: TrainingConfig;
  readonly switches: FaultSwitches;
  readonly log: Logger;
  readonly frame: (request: FastifyRequest, title: string) => Frame;
  /** The name under which someone learns in this browser; "" for none. */
  readonly learnerOf: (request: FastifyRequest) => string;
}

/** The parameters of a route below /faults/:name. */
export interface Named {
  readonly Params: { readonly name: string };
}

/** The fault of the address; throws a PageProblem 404. */
export function faultIn(name: string): Fault {
  const fault = faultNamed(name);
  if (!fault) throw new PageProblem(404, "There is no fault of this name.");
  return fault;
}

/** A variant other than off; throws a PageProblem 422. */
export function actingVariant(fault: Fault, name: string | undefined): Variant {
  const variant = variantNamed(fault, name ?? "");
  if (variant && variant.name !== OFF) return variant;
  const known = fault.variants.slice(1).map((one) => one.name);
  throw new PageProblem(422, `${fault.name} can be tried as ${known.join(", ")}.`);
}

/** The fields of a form; of one that was sent twice, the last. */
export function fieldsOf({ body }: FastifyRequest): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(body ?? {})) fields[name] = String(value);
  return fields;
}

/** The query of an address by name. */
export function queryOf({ query }: FastifyRequest): Readonly<Record<string, unknown>> {
  return typeof query === "object" && query !== null ? { ...query } : {};
}
