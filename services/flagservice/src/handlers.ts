import type { FlagEvaluation, FlagEvaluationV2, Struct } from "@hipstershop/contract";
import { type Call, type Handlers, RpcError, Status } from "@hipstershop/rpc";
import { answer, anyFlag, objectAnswer, readContext, toStatus } from "./answers.ts";
import { type Evaluation, evaluate, type FlagType, type ValueOf, toInteger } from "./evaluate.ts";
import { eventStream } from "./event-stream.ts";
import type { FlagEvents } from "./events.ts";
import type { FlagSource } from "./flag-source.ts";
import { toStruct } from "./struct.ts";

/** The current protocol: a flag without a value leaves the default to the client. */
export function evaluationV2Handlers(
  source: FlagSource,
  events: FlagEvents,
): Handlers<typeof FlagEvaluationV2.definition> {
  return singleFlagHandlers(source, events, () => {});
}

/** The older protocol, in which a value can't be absent: a flag without a default variant is NOT_FOUND. */
export function evaluationV1Handlers(
  source: FlagSource,
  events: FlagEvents,
): Handlers<typeof FlagEvaluation.definition> {
  return {
    ...singleFlagHandlers(source, events, ({ value, reason }, key) => {
      if (value !== undefined || reason === "DISABLED") return;
      throw new RpcError(Status.NOT_FOUND, `flag '${key}' has no default variant`);
    }),
    /** flagd.evaluation.v1.Service/ResolveAll */
    resolveAll({ context }, call) {
      const flags = source.current;
      const details = readContext(context);
      const known = [...flags.read].filter(([, { feature }]) => !feature || feature.defaultVariant !== undefined);
      events.evaluatedAll(call, known.length);
      return {
        flags: Object.fromEntries(known.map(([key]) => [key, anyFlag(flags, key, details)])),
        metadata: toStruct(flags.core.getFlagSetMetadata()),
      };
    },
  };
}

interface FlagRequest {
  readonly flagKey: string;
  readonly context: Struct | null;
}

/** @param check throws for an evaluation that this version of the protocol can't express. */
function singleFlagHandlers(
  source: FlagSource,
  events: FlagEvents,
  check: (evaluation: Evaluation<unknown>, key: string) => void,
) {
  function resolve<T extends FlagType, A>(
    type: T,
    { flagKey, context }: FlagRequest,
    call: Call,
    toAnswer: (evaluation: Evaluation<ValueOf[T]>) => A,
  ): A {
    try {
      const evaluation = evaluate(source.current, type, flagKey, readContext(context));
      check(evaluation, flagKey);
      const result = toAnswer(evaluation);
      events.evaluated(call, flagKey, evaluation);
      return result;
    } catch (error) {
      events.failed(call, flagKey);
      throw toStatus(error);
    }
  }
  return {
    /** flagd.evaluation.v1.Service/ResolveBoolean, flagd.evaluation.v2.Service/ResolveBoolean */
    resolveBoolean: (request: FlagRequest, call: Call) => resolve("boolean", request, call, answer),
    /** flagd.evaluation.v1.Service/ResolveString, flagd.evaluation.v2.Service/ResolveString */
    resolveString: (request: FlagRequest, call: Call) => resolve("string", request, call, answer),
    /** flagd.evaluation.v1.Service/ResolveFloat, flagd.evaluation.v2.Service/ResolveFloat */
    resolveFloat: (request: FlagRequest, call: Call) => resolve("number", request, call, answer),
    /** flagd.evaluation.v1.Service/ResolveInt, flagd.evaluation.v2.Service/ResolveInt */
    resolveInt: (request: FlagRequest, call: Call) =>
      resolve("number", request, call, (evaluation) => answer(toInteger(request.flagKey, evaluation))),
    /** flagd.evaluation.v1.Service/ResolveObject, flagd.evaluation.v2.Service/ResolveObject */
    resolveObject: (request: FlagRequest, call: Call) => resolve("object", request, call, objectAnswer),
    /** flagd.evaluation.v1.Service/EventStream, flagd.evaluation.v2.Service/EventStream */
    eventStream: (_request: unknown, { signal }: Call) => eventStream(source, signal),
  };
}
