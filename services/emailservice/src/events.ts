import type { OrderResult } from "@hipstershop/contract";
import type { Call } from "@hipstershop/rpc";
import type { Counter, Telemetry } from "@hipstershop/telemetry";
import { maskAddress } from "./address.ts";
import type { Mail } from "./confirmation.ts";

/** Maximum characters of an order id in spans and logs. */
const ORDER_ID_MAX = 100;

export class EmailEvents {
  readonly #mails: Counter;

  constructor({ meter }: Telemetry) {
    this.#mails = meter.createCounter("app_confirmations_total", { description: "Order confirmations rendered." });
  }

  /** A repeated request: the mail was sent before. */
  repeated(call: Call, order: OrderResult): void {
    call.span.setAttributes({ "app.order.id": order.orderId.slice(0, ORDER_ID_MAX), "app.mail.repeated": true });
  }

  /** Reports a rendered mail. It is not sent anywhere, only kept for inspection. */
  rendered(call: Call, order: OrderResult, { to, html }: Mail): void {
    const orderId = order.orderId.slice(0, ORDER_ID_MAX);
    this.#mails.add(1);
    call.span.setAttributes({
      "app.order.id": orderId,
      "app.order.lines": order.items.length,
      "app.mail.bytes": Buffer.byteLength(html),
    });
    call.log.info({ to: maskAddress(to), "app.order.id": orderId }, "order confirmation rendered");
  }
}
