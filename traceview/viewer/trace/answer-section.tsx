import { withBasePath } from "../url.ts";
import type { Sentence, Topic } from "../answer/index.ts";

interface AnswerProps {
  readonly sentences: readonly Sentence[];
  /** The sentence whose spans are marked. */
  readonly marked: Sentence | undefined;
  readonly onMark: (sentence: Sentence | undefined) => void;
}

const SIGNS: Readonly<Record<Topic, string>> = {
  asked: "→",
  failure: "!",
  broken: "?",
  time: "◷",
  together: "∥",
  repeated: "↻",
  fault: "⚑",
};

/** The trace in words. Pressing a sentence marks its spans in the waterfall. */
export function AnswerSection({ sentences, marked, onMark }: AnswerProps) {
  return (
    <section class="answer" aria-label="In words">
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence.text}>
            <button
              type="button"
              class={`sentence ${sentence.topic}`}
              aria-pressed={sentence === marked}
              title="Mark its spans"
              onClick={() => onMark(sentence === marked ? undefined : sentence)}
            >
              <span class="icon" data-icon={SIGNS[sentence.topic]} aria-hidden="true" />
              <span>{sentence.text}</span>
            </button>
            {sentence.traceId !== undefined && (
              <a class="other-trace" href={withBasePath(`/trace/${sentence.traceId}`)}>
                Open the other trace
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
