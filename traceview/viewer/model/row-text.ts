import { durationText, shortOperation } from "@hipstershop/traces";
import { betweenOf, type Row } from "./rows.ts";
import { httpStatusOf, rpcStatusOf } from "./status.ts";
import { type Span, textOf } from "./trace.ts";

/** The span whose service and own work the row shows: of a call, the callee's. */
export function workerOf({ span, answer }: Row): Span {
  return answer ?? span;
}

/**
 * The row's name: an rpc's method alone where the service beside it has the name of the rpc's service, as in the shop;
 * otherwise the operation.
 */
export function rowName(row: Row): string {
  const operation = shortOperation(row.span.operation);
  const [rpcService = "", method = ""] = operation.split("/");
  const isRepeated = method !== "" && rpcService.toLowerCase() === workerOf(row).service.toLowerCase();
  return isRepeated ? method : operation;
}

/** The row as a sentence: "checkoutservice called paymentservice, PaymentService/Charge: 1.34 ms, it worked 0.63 ms, 0.71 ms between". */
export function rowSentence({ span, answer }: Row): string {
  const operation = shortOperation(span.operation);
  if (!answer) return `${span.service}, ${operation}: ${durationText(span.duration)}`;
  const between = betweenOf(span, answer);
  return `${span.service} called ${answer.service}, ${operation}: ${durationText(span.duration)}, it worked ${durationText(answer.duration)}, ${durationText(between.total)} between`;
}

const FACTS_MAX = 2;
/** Ids tell two rows apart only for a machine. The product's is short, and it is what the shop's pages are about. */
const IDS = /(?:\.id|_id|\.count|\.bytes)$/;
const SHOWN_IDS = new Set(["app.product.id"]);

/** Key attributes for the row: a status other than OK, then the application's own, such as "currency.to=EUR". */
export function rowFacts(row: Row): readonly string[] {
  const worker = workerOf(row);
  const status =
    httpStatusOf(worker) || [row.span, worker].map(rpcStatusOf).find((text) => text !== "" && text !== "OK");
  const own = worker.tags.filter(
    ({ key }) => key.startsWith("app.") && key !== "app.fault" && (SHOWN_IDS.has(key) || !IDS.test(key)),
  );
  const rows = textOf(worker.tags, "db.response.returned_rows");
  return [
    ...(status ? [status] : []),
    ...(rows === "" ? [] : [`${rows} rows`]),
    ...own.slice(0, FACTS_MAX).map(({ key, value }) => `${key.slice("app.".length)}=${String(value)}`),
  ];
}
