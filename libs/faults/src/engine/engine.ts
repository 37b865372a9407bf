import { propagation, type Context, type Span } from "@opentelemetry/api";
import type {
  CallChange,
  ExportConditions,
  IncomingWork,
  Interceptor,
  MakeCall,
  Next,
  OutgoingWork,
  Telemetry,
} from "@hipstershop/telemetry";
import { type Act, type Fault, faultNamed, faults, type Place, variantNamed } from "../catalogue/index.ts";
import { FAULT_HEADER, OFF, SHOP_FAULT } from "../names.ts";
import { merged, runOnCall } from "./effects/call.ts";
import { runOnHandler } from "./effects/handler.ts";
import { runOnInner } from "./effects/inner.ts";
import { endLeak } from "./effects/leak.ts";
import { EffectState } from "./effects/state.ts";
import { type Facts, factsOf } from "./facts.ts";
import { FaultFlags } from "./flags.ts";
import { Marks } from "./marks.ts";
import { type Asked, parseAsked } from "./parse-asked.ts";
import { type ActiveAct, type RequestFaults, requestFaults } from "./request-faults.ts";
import { exportConditions } from "./service-effects.ts";
import { SkewedClock } from "./skewed-clock.ts";

type Exported = Parameters<Interceptor["exported"]>[0];

const NONE_ASKED: Asked = { variants: new Map(), problems: [], isUnmarked: false };
const NO_FLAGS = '{"flags":{}}';

/** Makes the faults act that concern one service. */
export class Engine {
  readonly #telemetry: Telemetry;
  readonly #marks: Marks;
  readonly #state = new EffectState();
  readonly #clock = new SkewedClock();
  /** Faults that act in this service somewhere. */
  readonly #here: readonly Fault[];
  readonly #successRate: number;
  #flags: FaultFlags;
  #switched: readonly Fault[] = [];
  #conditions: ExportConditions | undefined;

  constructor(telemetry: Telemetry, { successRate }: { readonly successRate: number }) {
    this.#telemetry = telemetry;
    this.#marks = new Marks(telemetry);
    this.#successRate = successRate;
    this.#here = faults.filter((fault) => fault.variants.some(({ acts }) => acts.some((act) => this.#isHere(act))));
    this.#flags = new FaultFlags(NO_FLAGS, () => {});
  }

  /** Whether a fault is on for everybody, a share or a target, in this service. */
  get isActive(): boolean {
    return this.#switched.length > 0 || this.#successRate < 100;
  }

  /** Puts flags into effect. What can't be read changes nothing. */
  follow(configuration: string): void {
    try {
      this.#flags = new FaultFlags(configuration, (flag, error) => this.#ruleFailed(flag, error));
    } catch (error) {
      this.#telemetry.log.warn({ err: error }, "the flags can't be read; the last ones stay in effect");
      return;
    }
    this.#switched = this.#here.filter((fault) => this.#flags.has(fault));
    const acts = this.#actsOf(this.#switched, NONE_ASKED, { targetingKey: this.#telemetry.serviceName });
    this.#conditions = exportConditions(acts, (active) => this.#marks.counted(active));
    if (!this.#switched.some(({ name }) => name === "emailMemoryLeak")) endLeak(this.#state);
  }

  /** Answers a request with the faults that are on for it, or that it asks for. */
  async incoming(work: IncomingWork, asked: string, next: Next): Promise<unknown> {
    const wanted = asked ? parseAsked(asked) : NONE_ASKED;
    if (wanted.problems.length > 0) this.#marks.ignored(work.span, wanted.problems);
    const facts = this.#factsOf(work);
    const concerned = asked ? new Set([...this.#switched, ...wanted.variants.keys()]) : this.#switched;
    const acts = [...this.#actsOf([...concerned], wanted, facts), ...this.#environmentActs()];
    const request: RequestFaults = {
      asked,
      acts,
      facts,
      request: work.request,
      span: work.span,
      awaited: new Map(),
      lastCall: Promise.resolve(),
      batch: [],
    };
    const context = requestFaults.set(asked ? this.#carried(work, asked) : work.context, request);
    return this.#aroundHandler(work, request, next)(work.request, context);
  }

  /** Surrounds a call that is made for a request with faults; undefined for all others. */
  outgoing(work: OutgoingWork): ((make: MakeCall) => Promise<unknown>) | undefined {
    const request = requestFaults.get(work.context);
    if (!request) return undefined;
    return (make) => {
      const call = this.#aroundCall(work, request, make)(this.#carriedOn(request));
      request.awaited.get(work.method)?.push(call);
      return call;
    };
  }

  inner(span: Span, context: Context): (<T>(work: () => Promise<T>) => Promise<T>) | undefined {
    const request = requestFaults.get(context);
    const acts = request?.acts.filter(({ act }) => act.at === "work") ?? [];
    if (acts.length === 0) return undefined;
    return (work) =>
      acts.reduceRight(
        (inside, active) => () =>
          runOnInner(active.act.effect, {
            span,
            work: inside,
            key: keyOf(active),
            state: this.#state,
            mark: () => this.#marks.acted(span, active),
          }),
        work,
      )();
  }

  exporting(): ExportConditions | undefined {
    return this.#conditions;
  }

  /** The span with the service's wrong clock; undefined when its clock is right. */
  exported(span: Exported): Exported | undefined {
    return this.#clock.shifted(span);
  }

  #aroundHandler(work: IncomingWork, faults: RequestFaults, handler: Next): Next {
    const acts = matching(faults.acts, "handler", work.method);
    return acts.reduceRight<Next>(
      (next, active) => (request, context) =>
        runOnHandler(active.act.effect, {
          work,
          request,
          context,
          next,
          faults,
          key: `${keyOf(active)} ${work.method}`,
          state: this.#state,
          telemetry: this.#telemetry,
          mark: () => this.#marks.acted(work.span, active),
          skew: (ms) => this.#clock.skew(work.span, ms),
        }),
      handler,
    );
  }

  #aroundCall(work: OutgoingWork, faults: RequestFaults, make: MakeCall): (change: CallChange) => Promise<unknown> {
    const acts = matching(faults.acts, "call", work.method);
    return acts.reduceRight<(change: CallChange) => Promise<unknown>>(
      (inside, active) => (change) =>
        runOnCall(active.act.effect, {
          work,
          make: (more = {}) => inside(merged(change, more)),
          faults,
          key: keyOf(active),
          state: this.#state,
          telemetry: this.#telemetry,
          mark: (span) => this.#marks.acted(span, active),
        }),
      make,
    );
  }

  #actsOf(concerned: readonly Fault[], { variants, isUnmarked }: Asked, facts: Facts): ActiveAct[] {
    return concerned.flatMap((fault) => {
      const asked = variants.get(fault);
      const { variant, reason } =
        asked === undefined ? this.#flags.choose(fault, facts) : { variant: asked, reason: "targeting_match" };
      if (variant === OFF) return [];
      const acts = variantNamed(fault, variant)?.acts.filter((act) => this.#isHere(act)) ?? [];
      const provider = asked === undefined ? "flagd" : "request";
      const more = isUnmarked && asked !== undefined ? { isUnmarked } : {};
      return acts.map((act): ActiveAct => ({ act, fault, variant, reason, provider, ...more }));
    });
  }

  /** SUCCESS_RATE: a fault that a revision has from its environment. */
  #environmentActs(): readonly ActiveAct[] {
    const fault = this.#successRate < 100 ? faultNamed("successRate") : undefined;
    if (!fault) return [];
    const percent = this.#successRate;
    const act: Act = { at: "handler", service: "*", rpc: "*", effect: { kind: "successRate", percent } };
    return [{ act, fault, variant: `${percent}percent`, reason: "static", provider: "environment" }];
  }

  #factsOf(work: IncomingWork): Facts {
    const { serviceName: service, serviceVersion: version, serviceRevision: revision } = this.#telemetry;
    return { service, version, revision, ...factsOf(work) };
  }

  /** The context with the baggage that carries on what a header asked for. */
  #carried({ context }: IncomingWork, asked: string): Context {
    const baggage = propagation.getBaggage(context) ?? propagation.createBaggage();
    if (baggage.getEntry(SHOP_FAULT)) return context;
    return propagation.setBaggage(context, baggage.setEntry(SHOP_FAULT, { value: asked }));
  }

  /** Where baggage is not propagated, the header carries the faults on. */
  #carriedOn({ asked }: RequestFaults): CallChange {
    const isInBaggage = this.#telemetry.propagation.names.includes("baggage");
    return asked && !isInBaggage ? { metadata: { [FAULT_HEADER]: asked } } : {};
  }

  #isHere({ service }: Act): boolean {
    return service === "*" || service === this.#telemetry.serviceName;
  }

  #ruleFailed(flag: string, error: unknown): void {
    this.#telemetry.log.warn({ err: error, "feature_flag.key": flag }, "a targeting rule can't be evaluated: off");
  }
}

function matching(acts: readonly ActiveAct[], place: Place, method: string): readonly ActiveAct[] {
  return acts.filter(({ act }) => act.at === place && isRpc(act.rpc, method));
}

/** Whether an rpc pattern ("*", or a service with all its rpcs, `hipstershop.AdService/*`) means a method. */
function isRpc(pattern: string, method: string): boolean {
  if (pattern === "*") return true;
  return pattern.endsWith("/*") ? method.startsWith(pattern.slice(0, -1)) : pattern === method;
}

function keyOf({ fault, variant, act }: ActiveAct): string {
  return `${fault.name}:${variant} ${act.rpc}`;
}
