import type { Effect } from "./effects.ts";

/** A lesson that faults serve; the catalogue is grouped by these. */
export interface Lesson {
  readonly id: string;
  readonly title: string;
  /** The question that a learner answers with it. */
  readonly question: string;
}

/**
 * Where an effect acts. `handler`: around a handler of the service. `call`: around a call that the service makes, which
 * is its client edge. `work`: inside a span of the service's own work, such as an access to its store. `service`: on
 * the process, whatever it does.
 */
export type Place = "handler" | "call" | "work" | "service";

/** One effect at one place. A variant may have several: a failing server and a caller that repeats, for example. */
export interface Act {
  readonly at: Place;
  /** The service in whose process it acts. */
  readonly service: string;
  /** The rpc, such as hipstershop.PaymentService/Charge; for `work` the name of its span. "*" for all. */
  readonly rpc: string;
  readonly effect: Effect;
}

export interface Variant {
  readonly name: string;
  /** What it does, as the end of a sentence: "every third call fails". */
  readonly about: string;
  readonly acts: readonly Act[];
}

/** How a fault shows, one sentence for each kind of signal. */
export interface Symptoms {
  readonly traces: string;
  readonly metrics: string;
  readonly logs: string;
}

/** A way to break the shop on purpose. */
export interface Fault {
  /** Also the key of its flag. */
  readonly name: string;
  readonly lesson: string;
  /** What it does, in one sentence. */
  readonly effect: string;
  /**
   * Whether one request can ask for it. A fault that other requests would feel, such as a leak or a blocked event loop, can
   * be switched by its flag only.
   */
  readonly perRequest: boolean;
  /** The first one is `off`, the default. */
  readonly variants: readonly [Variant, Variant, ...Variant[]];
  readonly shows: Symptoms;
  /** What a learner takes away, in one or two sentences. */
  readonly teaches: string;
  /** A page on which it can be seen, for "try it on one request"; undefined when it needs several requests. */
  readonly tryAt?: TryAt;
}

/** A click that shows a fault: home, a product, the cart, or a purchase. */
export type TryAt = "home" | "product" | "cart" | "checkout";
