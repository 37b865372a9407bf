import type { EmailService } from "@hipstershop/contract";
import { MoneyError } from "@hipstershop/money";
import { type Handlers, idempotencyKeyOf, RpcError, Status } from "@hipstershop/rpc";
import { isAddress } from "./address.ts";
import { renderConfirmation, shorten } from "./confirmation.ts";
import type { EmailEvents } from "./events.ts";
import type { SentKeys } from "./sent-keys.ts";
import type { SentMails } from "./sent-mails.ts";

export function emailHandlers(
  sent: SentMails,
  keys: SentKeys,
  events: EmailEvents,
): Handlers<typeof EmailService.definition> {
  return {
    /** hipstershop.EmailService/SendOrderConfirmation */
    async sendOrderConfirmation({ email, order }, call) {
      if (!email) throw new RpcError(Status.INVALID_ARGUMENT, "email is required");
      if (!isAddress(email)) throw new RpcError(Status.INVALID_ARGUMENT, "email is no e-mail address");
      if (!order) throw new RpcError(Status.INVALID_ARGUMENT, "order is required");
      const key = idempotencyKeyOf(call);
      try {
        const mail = await renderConfirmation(email, order);
        const isSent = !key || (await keys.sendOnce(key, () => sent.keep(mail), call));
        if (!key) sent.keep(mail);
        if (isSent) events.rendered(call, order, mail);
        else events.repeated(call, order);
      } catch (error) {
        if (error instanceof MoneyError)
          throw new RpcError(Status.INVALID_ARGUMENT, shorten(`an amount of the order: ${error.message}`));
        throw error;
      }
      return {};
    },
  };
}
