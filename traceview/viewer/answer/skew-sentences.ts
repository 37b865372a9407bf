import { durationText } from "@hipstershop/traces";
import { median } from "../model/median.ts";
import { answerOf } from "../model/rows.ts";
import type { Span, Trace } from "../model/trace.ts";
import { listText, type Sentence } from "./sentence.ts";

/** Differences below this are the rounding of clocks, or NTP's. */
const SKEW_US = 1000;
const NAMED_MAX = 3;

interface Pair {
  readonly call: Span;
  readonly answer: Span;
  /** How far the callee's clock is ahead of the caller's, at least; negative: behind. */
  readonly ahead: number;
}

/**
 * Services whose clock differs from the others'. Request and answer both take time, so the callee's span lies within
 * the caller's if their clocks agree; as far as it sticks out, its clock is ahead or behind. A service in the middle whose
 * clock is off explains its own spans, which stick out of its callers', and those of its callees: the service that explains
 * most is named first.
 */
export function skewSentences(trace: Trace): readonly Sentence[] {
  const pairs = trace.spans.flatMap(pairOf);
  const isOdd = ({ ahead }: Pair): boolean => Math.abs(ahead) > SKEW_US;
  let odd = pairs.filter(isOdd);
  const fitting = pairs.filter((pair) => !isOdd(pair));
  const sentences: Sentence[] = [];
  while (odd.length > 0 && sentences.length < NAMED_MAX) {
    const services = [...new Set(odd.flatMap(({ call, answer }) => [answer.service, call.service]))];
    const scores = services.map((service) => scoreOf(service, odd, fitting));
    const service = services[scores.indexOf(Math.max(...scores))]!;
    const own = odd.filter((pair) => involves(pair, service));
    sentences.push(skewSentence(service, own));
    odd = odd.filter((pair) => !involves(pair, service));
  }
  return sentences;
}

function pairOf(call: Span): readonly Pair[] {
  const answer = answerOf(call);
  // A server that works on after its caller gave up has a longer span, whatever its clock.
  if (!answer || answer.duration > call.duration || answer.service === call.service) return [];
  const early = call.start - answer.start;
  const late = answer.end - call.end;
  return [{ call, answer, ahead: early > 0 ? -early : Math.max(0, late) }];
}

function involves({ call, answer }: Pair, service: string): boolean {
  return call.service === service || answer.service === service;
}

/** Pairs that a skewed clock of this service explains, less those that speak against it. */
function scoreOf(service: string, odd: readonly Pair[], fitting: readonly Pair[]): number {
  const explained = odd.filter((pair) => involves(pair, service));
  const ahead = explained.filter((pair) => aheadOf(pair, service) > 0).length;
  const agreeing = Math.max(ahead, explained.length - ahead);
  return agreeing - fitting.filter((pair) => involves(pair, service)).length;
}

/** How far this service's clock is ahead of the other side's. */
function aheadOf({ answer, ahead }: Pair, service: string): number {
  return answer.service === service ? ahead : -ahead;
}

function skewSentence(service: string, pairs: readonly Pair[]): Sentence {
  const ahead = median(pairs.map((pair) => aheadOf(pair, service)));
  const others = new Set(pairs.map(({ call, answer }) => (answer.service === service ? call.service : answer.service)));
  return {
    topic: "broken",
    text: `Clock skew: ${service}’s clock is about ${durationText(Math.abs(ahead))} ${ahead > 0 ? "ahead of" : "behind"} that of ${listText([...others])}. Its bars stand where its clock puts them; their lengths are right.`,
    spans: pairs.flatMap(({ call, answer }) => [call, answer]),
  };
}
