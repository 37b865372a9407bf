import { hash } from "node:crypto";
import { deepFreeze } from "./deep-freeze.ts";

/** A client names here the version of the answer that it remembers. */
export const KNOWN_VERSION = "shop-known-version";
/** The server names here the version of its answer. The message is empty when the client knows this version. */
export const ANSWER_VERSION = "shop-answer-version";

const NOTHING = Buffer.alloc(0);

/** An answer as it is sent. Its version is a hash of the bytes, the same in all replicas. */
class EncodedAnswer {
  readonly bytes: Buffer;
  readonly version: string;

  constructor(bytes: Buffer, version: string) {
    this.bytes = bytes;
    this.version = version;
  }
}

/** The kept answers, by identity; undefined until one is first sent. */
const kept = new WeakMap<object, EncodedAnswer | undefined>();

/**
 * An answer that a unary handler gives again and again. It is frozen, encoded once, and not sent at all to a client that
 * remembers it (`remembered` in the options of `createClient`). An answer with the same content is the same version.
 */
export function keepAnswer<T extends object>(answer: T): T {
  kept.set(deepFreeze(answer), undefined);
  return answer;
}

/** The answer as it is sent to a client that remembers `knownVersion`; undefined when it is not a kept one. */
export function encodedAnswer(
  answer: unknown,
  knownVersion: unknown,
  serialize: (message: unknown) => Buffer,
): EncodedAnswer | undefined {
  if (typeof answer !== "object" || answer === null || !kept.has(answer)) return undefined;
  const encoded = kept.get(answer) ?? encode(answer, serialize);
  return encoded.version === knownVersion ? new EncodedAnswer(NOTHING, encoded.version) : encoded;
}

function encode(answer: object, serialize: (message: unknown) => Buffer): EncodedAnswer {
  const bytes = serialize(answer);
  const encoded = new EncodedAnswer(bytes, hash("sha256", bytes, "base64url"));
  kept.set(answer, encoded);
  return encoded;
}

/** Serializes answers, also those that are encoded already. */
export function serializer(serialize: (message: unknown) => Buffer): (message: unknown) => Buffer {
  return (message) => (message instanceof EncodedAnswer ? message.bytes : serialize(message));
}
