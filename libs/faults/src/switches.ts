import { type Flag, FlagAdmin, FlagEvaluation } from "@hipstershop/contract";
import { CallError, type Client, createClient, type Scope, Status } from "@hipstershop/rpc";
import { nearest } from "@hipstershop/text/nearest";
import { ROOT_CONTEXT, type Telemetry, trace, TraceFlags } from "@hipstershop/telemetry";
import { type Fault, faultNamed, faults, variantNamed } from "./catalogue/index.ts";
import { OFF } from "./names.ts";

/** Looking at flags is no request of the shop: pages that do so would fill the trace store. Changes are traced. */
const UNSAMPLED: Scope = {
  context: trace.setSpanContext(ROOT_CONTEXT, {
    traceId: "1".padStart(32, "0"),
    spanId: "1".padStart(16, "0"),
    traceFlags: TraceFlags.NONE,
  }),
};

/** Deadline of a call to the flag service, when none is given. */
const DEADLINE_MS = 5000;

/** A fault with the state of its flag, for one evaluation context. */
export interface FaultState {
  readonly fault: Fault;
  /** The variant for the given context; "off" when nothing acts. */
  readonly effective: string;
  /** How flagd came to it: STATIC, TARGETING_MATCH, DEFAULT, DISABLED, or ERROR. */
  readonly reason: string;
  /** "" when it is unknown: a real flagd does not tell. */
  readonly defaultVariant: string;
  /** The flag's rule in flagd's JSON; "" for none, or when it is unknown. */
  readonly targeting: string;
  /** What is wrong with the flag, as a sentence; "" for nothing. */
  readonly problem: string;
}

/** What targeting rules can ask about: targetingKey, service, rpc, version, learner, currency, and so on. */
export type FlagContext = Readonly<Record<string, string | number | boolean>>;

/** Faults could not be looked at or switched; the message is for people. */
export class FaultSwitchError extends Error {
  /** `invalid`: the name, variant or rule; `fixed`: flags can't be changed there; `away`: the flag service failed. */
  readonly kind: "invalid" | "fixed" | "away";

  constructor(kind: FaultSwitchError["kind"], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "FaultSwitchError";
    this.kind = kind;
  }
}

/** The switches of all faults, at one flag service, or at a real flagd. All methods reject with FaultSwitchError. */
export class FaultSwitches implements Disposable {
  readonly #address: string;
  readonly #asChanger: { readonly metadata: Readonly<Record<string, string>> };
  readonly #evaluation: Client<typeof FlagEvaluation.definition>;
  readonly #admin: Client<typeof FlagAdmin.definition>;

  /**
   * `address` is host:port of flagd's evaluation protocol, usually port 8013; `token` the flag service's PAGE_TOKEN,
   * which it asks of those who change flags.
   */
  constructor(address: string, telemetry: Telemetry, { deadlineMs = DEADLINE_MS, token = "" } = {}) {
    this.#address = address;
    this.#asChanger = { metadata: token === "" ? {} : { authorization: `Bearer ${token}` } };
    this.#evaluation = createClient(FlagEvaluation, address, telemetry, { deadlineMs, idempotent: ["ResolveAll"] });
    this.#admin = createClient(FlagAdmin, address, telemetry, { deadlineMs, idempotent: ["ListFlags"] });
  }

  /** All faults in the catalogue's order, with the variants that `context` gets. */
  async list(context: FlagContext = {}): Promise<readonly FaultState[]> {
    const [answers, flags] = await Promise.all([
      this.#evaluation
        .resolveAll({ context: toStruct(context) }, UNSAMPLED)
        .catch((error: unknown) => this.#fail(error)),
      this.#flags(),
    ]);
    return faults.map((fault) => stateOf(fault, answers.flags[fault.name], flags?.get(fault.name)));
  }

  /** Makes a variant the flag's default, for all whom no rule names. Resolves to the state without a context. */
  async set(name: string, variant: string): Promise<FaultState> {
    const fault = checkedFault(name);
    checkVariant(fault, variant);
    await this.#admin
      .setDefaultVariant({ flagKey: name, variant }, undefined, this.#asChanger)
      .catch((error: unknown) => this.#fail(error));
    return this.#state(fault);
  }

  /** Sets the flag's rule, in flagd's JSON; "" removes it. Resolves to the state without a context. */
  async target(name: string, targeting: string): Promise<FaultState> {
    const fault = checkedFault(name);
    await this.#admin
      .setTargeting({ flagKey: name, targeting }, undefined, this.#asChanger)
      .catch((error: unknown) => this.#fail(error));
    return this.#state(fault);
  }

  /** Switches everything off, for everybody. Resolves to the names of the faults that were on or had a rule. */
  async reset(): Promise<readonly string[]> {
    const { flagKeys } = await this.#admin
      .resetFlags({}, undefined, this.#asChanger)
      .catch((error: unknown) => this.#fail(error));
    return faults.map(({ name }) => name).filter((name) => flagKeys.includes(name));
  }

  [Symbol.dispose](): void {
    this.#evaluation[Symbol.dispose]();
    this.#admin[Symbol.dispose]();
  }

  async #state(fault: Fault): Promise<FaultState> {
    const states = await this.list();
    return states.find((state) => state.fault === fault) ?? stateOf(fault, undefined, undefined);
  }

  /** The flags as they are written; undefined at a real flagd, which has no such rpc. */
  async #flags(): Promise<ReadonlyMap<string, Flag> | undefined> {
    try {
      const { flags } = await this.#admin.listFlags({}, UNSAMPLED);
      return new Map(flags.map((flag) => [flag.key, flag]));
    } catch (error) {
      if (error instanceof CallError && error.code === Status.UNIMPLEMENTED) return undefined;
      return this.#fail(error);
    }
  }

  #fail(error: unknown): never {
    if (!(error instanceof CallError)) throw error;
    const { code, message } = error;
    if (code === Status.UNIMPLEMENTED)
      throw new FaultSwitchError("fixed", "flags can't be changed here: this is flagd, edit its file", error);
    if (code === Status.FAILED_PRECONDITION || code === Status.UNAUTHENTICATED)
      throw new FaultSwitchError("fixed", message, error);
    if (code === Status.INVALID_ARGUMENT) throw new FaultSwitchError("invalid", message, error);
    if (code === Status.NOT_FOUND)
      throw new FaultSwitchError("fixed", `${message}: the flags file is older than this shop`, error);
    throw new FaultSwitchError("away", `the flag service at ${this.#address} does not answer: ${message}`, error);
  }
}

/** The fault of that name; throws a FaultSwitchError that suggests the nearest name. */
export function checkedFault(name: string): Fault {
  const fault = faultNamed(name);
  if (fault) return fault;
  const near = nearest(
    name,
    faults.map((one) => one.name),
  );
  throw new FaultSwitchError("invalid", `there is no fault "${shorten(name)}"${near ? `; did you mean ${near}?` : ""}`);
}

/** Throws a FaultSwitchError, with the variants that there are, unless the fault has the variant. */
export function checkVariant(fault: Fault, variant: string): void {
  if (variantNamed(fault, variant)) return;
  const known = fault.variants.map(({ name }) => name);
  const near = nearest(variant, known);
  const hint = near ? `; did you mean ${near}?` : "";
  const message = `${fault.name} has no variant "${shorten(variant)}", but ${known.join(", ")}${hint}`;
  throw new FaultSwitchError("invalid", message);
}

interface Answer {
  readonly variant: string;
  readonly reason: string;
}

function stateOf(fault: Fault, answer: Answer | undefined, flag: Flag | undefined): FaultState {
  const { variant = "", reason = flag ? (flag.enabled ? "DEFAULT" : "DISABLED") : "ERROR" } = answer ?? {};
  const isKnown = variantNamed(fault, variant) !== undefined;
  return {
    fault,
    effective: isKnown && reason !== "DISABLED" && reason !== "ERROR" ? variant : OFF,
    reason,
    defaultVariant: flag?.defaultVariant ?? "",
    targeting: flag?.targeting ?? "",
    problem: flag?.problem || problemOf(variant, isKnown, answer !== undefined || flag !== undefined),
  };
}

function problemOf(variant: string, isKnown: boolean, isThere: boolean): string {
  if (!isThere) return "the flags file has no such flag";
  return variant !== "" && !isKnown ? `its variant ${shorten(variant)} is not in the catalogue` : "";
}

function toStruct(context: FlagContext) {
  const fields = Object.entries(context).map(([key, value]) => {
    if (typeof value === "string") return [key, { stringValue: value }] as const;
    return [key, typeof value === "number" ? { numberValue: value } : { boolValue: value }] as const;
  });
  return { fields: Object.fromEntries(fields) };
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
