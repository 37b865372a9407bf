import { type Money, toDecimal } from "@hipstershop/money";
import type { Call } from "@hipstershop/rpc";

/** Reports quotes and shipments to the span, without addresses. */
export function quoted(call: Call, pieces: number, cost: Money): void {
  call.span.setAttributes({ "app.shipping.pieces": pieces, "app.shipping.amount": Number(toDecimal(cost)) });
}

export function shipped(call: Call, pieces: number, trackingId: string): void {
  call.span.setAttributes({ "app.shipping.pieces": pieces, "app.shipping.tracking_id": trackingId });
  call.log.info({ "app.shipping.tracking_id": trackingId }, "order shipped");
}
