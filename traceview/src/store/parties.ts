import type { Span } from "@hipstershop/traces";
import { Party, type PartyKind } from "./party.ts";
import type { StoredTrace } from "./stored-trace.ts";

/** The attribute that names a learner, on every span of a learner's requests. */
const LEARNER_ATTRIBUTE = "shop.learner";
/** Names come from outside: longer ones are cut. */
const NAME_LENGTH_MAX = 64;
/** Learners that have a share of their own; all others have one together. */
const LEARNERS_MAX = 100;
/** A learner who sent nothing for so long gives the share up to a new one, once there are too many. */
const SILENT_MS = 2 * 60 * 60 * 1000;

/** The room that a learner's unpinned traces take. */
export interface PartyStats {
  readonly party: PartyKind;
  /** The learner's name; "" for traces without a learner, and for all learners beyond the limit together. */
  readonly learner: string;
  readonly traces: number;
  readonly spans: number;
  readonly bytes: number;
  readonly oldestAgeSeconds: number;
}

/** Whose request made this span; "" when it does not say. */
export function learnerOf({ tags }: Span): string {
  for (const { key, value } of tags) {
    if (key === LEARNER_ATTRIBUTE) return String(value).slice(0, NAME_LENGTH_MAX).trim();
  }
  return "";
}

/**
 * Divides the store between learners. A party's share is the larger of its shares of the two limits (dominant resource
 * fairness: Ghodsi et al. 2011). What is evicted is the oldest trace of the party with the largest share: whoever takes
 * less than an equal part of both limits loses nothing, and one party alone may take all.
 */
export class Parties {
  readonly #maxSpans: number;
  readonly #maxBytes: number;
  readonly #nobody = new Party<StoredTrace>("nobody");
  readonly #others = new Party<StoredTrace>("others");
  /** Learners with a share of their own, by name. */
  readonly #learners = new Map<string, Party<StoredTrace>>();

  constructor(limits: { readonly maxSpans: number; readonly maxBytes: number }) {
    this.#maxSpans = limits.maxSpans;
    this.#maxBytes = limits.maxBytes;
  }

  /** Adds an unpinned trace as the last of its party to be evicted. */
  add(trace: StoredTrace, nowMs: number): void {
    const party = this.#partyOf(trace.learner, nowMs);
    party.heardMs = Math.max(party.heardMs, trace.arrivedMs);
    party.add(trace);
    trace.party = party;
  }

  /** Removes a trace that is evicted or pinned. */
  remove(trace: StoredTrace): void {
    const { party } = trace;
    trace.party = undefined;
    if (!party) return;
    party.remove(trace);
    if (party.size === 0 && party.kind === "learner") this.#learners.delete(party.learner);
  }

  /** The oldest trace of the party with the largest share; the caller removes it. Takes one step for each party. */
  nextToEvict(): StoredTrace | undefined {
    let largest = this.#nobody;
    let share = this.#shareOf(largest);
    for (const party of this.#learners.values()) {
      const other = this.#shareOf(party);
      if (other <= share) continue;
      [largest, share] = [party, other];
    }
    if (this.#shareOf(this.#others) > share) largest = this.#others;
    return largest.nextToEvict();
  }

  /** The parties that have traces, the largest first. */
  stats(nowMs: number): PartyStats[] {
    return [this.#nobody, ...this.#learners.values(), this.#others]
      .flatMap((party) => statsOf(party, nowMs))
      .toSorted((one, other) => other.bytes - one.bytes);
  }

  #shareOf({ spans, bytes }: Party<StoredTrace>): number {
    return Math.max(spans / this.#maxSpans, bytes / this.#maxBytes);
  }

  #partyOf(learner: string, nowMs: number): Party<StoredTrace> {
    if (learner === "") return this.#nobody;
    const known = this.#learners.get(learner);
    if (known) return known;
    if (this.#learners.size >= LEARNERS_MAX && !this.#mergeSilent(nowMs)) return this.#others;
    const party = new Party<StoredTrace>("learner", learner);
    this.#learners.set(learner, party);
    return party;
  }

  /** Merges the learner who is silent for the longest time into the others; false when nobody is silent for long. */
  #mergeSilent(nowMs: number): boolean {
    let silent: Party<StoredTrace> | undefined;
    for (const party of this.#learners.values()) if (party.heardMs < (silent?.heardMs ?? Infinity)) silent = party;
    if (!silent || silent.heardMs > nowMs - SILENT_MS) return false;
    // As the newest of the others, though they came earlier: to sort them in would cost a walk over all, for each name.
    for (const trace of silent.traces()) {
      trace.party = this.#others;
      this.#others.add(trace);
    }
    this.#learners.delete(silent.learner);
    return true;
  }
}

function statsOf(party: Party<StoredTrace>, nowMs: number): PartyStats[] {
  const oldest = party.first();
  if (!oldest) return [];
  const { kind, learner, size, spans, bytes } = party;
  const oldestAgeSeconds = Math.max(0, (nowMs - oldest.arrivedMs) / 1000);
  return [{ party: kind, learner, traces: size, spans, bytes, oldestAgeSeconds }];
}
