import type { CartItem } from "@hipstershop/contract";
import type { Call } from "@hipstershop/rpc";

/** Reports what happened to a cart, to span and log. */
export function quantityChanged(call: Call, { productId, quantity }: CartItem): void {
  call.span.setAttributes({ "app.product.id": productId, "app.product.quantity": quantity });
}

/** A repeated request: what it adds is in the cart already. */
export function additionRepeated(call: Call): void {
  call.span.setAttribute("app.cart.repeated", true);
}

export function cartRead(call: Call, lines: number): void {
  call.span.setAttribute("app.cart.lines", lines);
}

export function storeUnreachable(call: Call, error: Error): void {
  call.span.recordException(error.cause instanceof Error ? error.cause : error);
  call.log.warn({ err: error.cause }, error.message);
}
