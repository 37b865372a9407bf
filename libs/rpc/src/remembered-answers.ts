import type { Metadata } from "@grpc/grpc-js";
import { deepFreeze } from "./deep-freeze.ts";
import { ANSWER_VERSION, KNOWN_VERSION } from "./kept-answer.ts";
import { Recent } from "./recent.ts";

/** Maximum size of the remembered answers of one rpc, as they were encoded, with their requests. */
const REMEMBERED_BYTES_MAX = 1_048_576;
/** Answers to longer requests are not remembered. */
const REQUEST_LENGTH_MAX = 500;

interface Remembered {
  readonly version: string;
  readonly answer: object;
}

/**
 * The answers of one rpc by request, as far as the server gave them a version (`keepAnswer`). Each call tells the server
 * which version is known, so a remembered answer is never older than the server's own.
 */
export class RememberedAnswers {
  readonly #answers = new Recent<Remembered>(REMEMBERED_BYTES_MAX);

  /** Begins an attempt of a call: names the version that is known in `metadata`. */
  attempt(request: unknown, metadata: Metadata): Attempt {
    const key = JSON.stringify(request) ?? "";
    const known = this.#answers.get(key);
    if (known) metadata.set(KNOWN_VERSION, known.version);
    else metadata.remove(KNOWN_VERSION);
    const remember = (version: string, answer: object, bytes: number) => {
      if (key.length <= REQUEST_LENGTH_MAX) this.#answers.set(key, { version, answer }, key.length + bytes);
    };
    return new Attempt(known, remember);
  }
}

/** One attempt of a call whose answer may be remembered. */
class Attempt {
  readonly #known: Remembered | undefined;
  readonly #remember: (version: string, answer: object, bytes: number) => void;
  #version: unknown;

  constructor(known: Remembered | undefined, remember: (version: string, answer: object, bytes: number) => void) {
    this.#known = known;
    this.#remember = remember;
  }

  /** Takes the version from the server's headers, which arrive before the message. */
  receiveHeaders(headers: Metadata): void {
    [this.#version] = headers.get(ANSWER_VERSION);
  }

  /** The answer: the remembered one if it has this version, otherwise the one in `bytes`. Both are frozen. */
  decode(bytes: Buffer, deserialize: (bytes: Buffer) => unknown): unknown {
    if (this.#known && this.#known.version === this.#version) return this.#known.answer;
    const answer = deserialize(bytes);
    if (typeof answer !== "object" || answer === null) return answer;
    deepFreeze(answer);
    if (typeof this.#version === "string") this.#remember(this.#version, answer, bytes.length);
    return answer;
  }
}
