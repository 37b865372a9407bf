import { OFF } from "@hipstershop/faults/names";
import type { Fault } from "@hipstershop/faults/catalogue";
import { checkVariant } from "@hipstershop/faults/switches";
import { PageProblem } from "../page-problem.ts";
import { readOwnRules, withOwnRule } from "./own-rules.ts";
import type { FaultsPlace } from "./requests.ts";

/** What a learner asks for, for themselves. */
interface Asked {
  readonly learner: string;
  readonly variant: string;
}

/** Switches faults for one learner. They share the rule of a flag, so that it is changed by one after the other. */
export class OwnSwitches {
  readonly #place: Pick<FaultsPlace, "switches" | "log">;
  #last: Promise<unknown> = Promise.resolve();

  constructor(place: Pick<FaultsPlace, "switches" | "log">) {
    this.#place = place;
  }

  /** Sets the learner's variant; `off` holds for them also while the fault is on for everybody. Throws a PageProblem 422. */
  async set(fault: Fault, { learner, variant }: Asked): Promise<void> {
    if (learner === "") throw new PageProblem(422, "Take a name in the course first: a fault only for you goes by it.");
    if (!fault.perRequest) throw new PageProblem(422, "This fault is one of a whole process: it is for everybody.");
    checkVariant(fault, variant);
    await this.#change(fault, learner, variant);
  }

  /** The learner gets again what all others get. */
  async remove(fault: Fault, learner: string): Promise<void> {
    await this.#change(fault, learner, undefined);
  }

  #change(fault: Fault, learner: string, variant: string | undefined): Promise<void> {
    const changed = this.#last.then(() => this.#write(fault, learner, variant));
    this.#last = changed.catch(() => undefined);
    return changed;
  }

  async #write(fault: Fault, learner: string, variant: string | undefined): Promise<void> {
    const { switches, log } = this.#place;
    const state = (await switches.list()).find((one) => one.fault.name === fault.name);
    const { targeting = "", defaultVariant = OFF } = state ?? {};
    const isOffAnyway = variant === OFF && defaultVariant === OFF && readOwnRules(targeting).rest === "";
    const changed = withOwnRule(targeting, learner, isOffAnyway ? undefined : variant);
    if (changed !== targeting) await switches.target(fault.name, changed);
    log.info({ fault: fault.name, variant, learner }, "a fault was switched for one learner");
  }
}
