import { shortOperation, type Process, type Span, spanIndexOf, type Tag, type Trace } from "@hipstershop/traces";
import type { Contrast } from "./comparison.ts";

/** Something that a trace has or has not, and how many traces have it. */
export interface Feature extends Pick<Contrast, "kind" | "name" | "terms" | "marked" | "others"> {
  /** The sum of a random number per trace: equal for features that the same traces have. */
  readonly signature: number;
}

type Side = "marked" | "others";

interface Counted extends Feature {
  marked: number;
  others: number;
  signature: number;
  /** The number of the last trace that was counted. */
  lastTrace: number;
  /** Of an attribute. */
  readonly key: Key | undefined;
}

/** An attribute's key: its distinct values, and the traces that have it. */
interface Key {
  values: number;
  traces: number;
  lastTrace: number;
}

/** Limit of distinct features: traces of anybody may have any number of values. */
const FEATURES_MAX = 50_000;
/** A longer value, such as a statement or a stack, is read by nobody in a list. */
const VALUE_LENGTH_MAX = 120;
/** A key with more values than this share of the traces that have it is an id, an amount, a time. */
const VALUES_SHARE_MAX = 0.5;
/** What every span has, and what failed operations say already. */
const KEYS_LEFT_OUT = /^(?:span\.kind$|error$|otel\.|telemetry\.|internal\.|process\.|host\.|thread\.)/;

/** Counts in how many traces each feature is: attributes, services, operations, failures, calls between services. */
export class FeatureCounts {
  readonly #features = new Map<string, Counted>();
  readonly #keys = new Map<string, Key>();
  /** Tags are shared between spans: most are found here, without making their name. */
  readonly #byTag = new Map<Tag, Counted | null>();
  #trace = 0;
  #number = 0;

  add(trace: Trace, side: Side): void {
    this.#trace += 1;
    this.#number = randomOf(this.#trace);
    const index = spanIndexOf(trace.spans);
    const processes = new Set<Process>();
    for (const span of trace.spans) {
      this.#addNames(side, span, index.parentOf(span)?.process.service);
      this.#addTags(side, span.tags);
      for (const { fields } of span.logs) this.#addTags(side, fields);
      processes.add(span.process);
    }
    for (const { tags } of processes) this.#addTags(side, tags);
  }

  /** The features whose values are not different in nearly every trace. */
  features(): readonly Feature[] {
    return [...this.#features.values()].filter(
      ({ key }) => !key || key.values <= Math.max(2, key.traces * VALUES_SHARE_MAX),
    );
  }

  #addNames(side: Side, { process: { service }, operation, error }: Span, caller = service): void {
    const own = { key: "service", value: service };
    this.#count(side, this.#named("service", service, [own]));
    const name = `${service} ${shortOperation(operation)}`;
    const terms = [own, { key: "operation", value: operation }];
    this.#count(side, this.#named("operation", name, terms));
    if (error)
      this.#count(side, this.#named("operation", `${name} fails`, [...terms, { key: "error", value: "true" }]));
    if (caller === service) return;
    this.#count(side, this.#named("call", `${caller} calls ${service}`, [own, { key: "caller", value: caller }]));
  }

  #addTags(side: Side, tags: readonly Tag[]): void {
    for (const tag of tags) {
      let feature = this.#byTag.get(tag);
      if (feature === undefined) {
        feature = this.#ofTag(tag);
        if (this.#byTag.size < FEATURES_MAX) this.#byTag.set(tag, feature);
      }
      if (feature) this.#count(side, feature);
    }
  }

  #ofTag({ key, value }: Tag): Counted | null {
    const text = String(value);
    if (text === "" || text.length > VALUE_LENGTH_MAX || KEYS_LEFT_OUT.test(key)) return null;
    const known = this.#keys.get(key) ?? { values: 0, traces: 0, lastTrace: 0 };
    this.#keys.set(key, known);
    return this.#named("attribute", `${key}=${text}`, [{ key, value: text }], known);
  }

  #named(kind: Feature["kind"], name: string, terms: Feature["terms"], key?: Key): Counted | null {
    const id = `${kind} ${name}`;
    const known = this.#features.get(id);
    if (known) return known;
    if (key) key.values += 1;
    if (this.#features.size >= FEATURES_MAX) return null;
    const feature = { kind, name, terms, key, marked: 0, others: 0, signature: 0, lastTrace: 0 };
    this.#features.set(id, feature);
    return feature;
  }

  #count(side: Side, feature: Counted | null): void {
    if (!feature || feature.lastTrace === this.#trace) return;
    feature.lastTrace = this.#trace;
    feature[side] += 1;
    feature.signature += this.#number;
    const { key } = feature;
    if (!key || key.lastTrace === this.#trace) return;
    key.lastTrace = this.#trace;
    key.traces += 1;
  }
}

/** A number below 2^40, so that sums of thousands are exact, by splitmix32. */
function randomOf(seed: number): number {
  const mixed = (from: number): number => {
    let value = Math.imul(from ^ (from >>> 16), 0x21f0aaad);
    value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
    return (value ^ (value >>> 15)) >>> 0;
  };
  return mixed(seed + 0x9e3779b9) * 256 + (mixed(seed ^ 0x5bd1e995) & 255);
}
