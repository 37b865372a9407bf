import { durationText } from "@hipstershop/traces";
import { answerOf, betweenOf } from "../model/rows.ts";
import type { Span } from "../model/trace.ts";
import { Term } from "../ui/term.tsx";

interface CallProps {
  readonly span: Span;
  readonly onSelect: (span: Span) => void;
}

/** Both sides of a call, and the time between them; nothing for a span that is no side of a call. */
export function SpanCall({ span, onSelect }: CallProps) {
  const call = span.kind === "server" && span.parent && answerOf(span.parent) === span ? span.parent : span;
  const answer = answerOf(call);
  if (!answer) return null;
  const { before, after, total, isSkewed } = betweenOf(call, answer);
  return (
    <div class="call-sides">
      <div role="group" aria-label="Sides of the call" class="sides">
        <button type="button" aria-pressed={span === call} onClick={() => onSelect(call)}>
          Caller: {call.service} {durationText(call.duration)}
        </button>
        <button type="button" aria-pressed={span === answer} onClick={() => onSelect(answer)}>
          Callee: {answer.service} {durationText(answer.duration)}
        </button>
      </div>
      <p>
        {durationText(total)} <Term name="between">between</Term>
        {isSkewed
          ? "; the clocks of both sides differ, so that its parts can't be told."
          : `: ${durationText(before)} until ${answer.service} began, ${durationText(after)} after it had ended.`}
      </p>
    </div>
  );
}
