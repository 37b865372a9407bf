import type { Call } from "@hipstershop/rpc";
import type { Counter, Telemetry } from "@hipstershop/telemetry";
import { maskAddress } from "./address.ts";
import type { Mail } from "./confirmation.ts";

export class EmailEvents {
  readonly #mails: Counter;

  constructor({ meter }: Telemetry) {
    this.#mails = meter.createCounter("app_confirmations_total", { description: "Order confirmations rendered." });
  }

  /** Nothing leaves this machine: a mail is rendered and kept for a while. */
  rendered(call: Call, orderId: string, { to, html }: Mail): void {
    this.#mails.add(1);
    call.span.setAttributes({ "app.order.id": orderId, "app.mail.bytes": Buffer.byteLength(html) });
    call.log.info({ to: maskAddress(to), "app.order.id": orderId }, "order confirmation rendered");
  }
}
