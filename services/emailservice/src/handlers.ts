import type { EmailService } from "@hipstershop/contract";
import { MoneyError } from "@hipstershop/money";
import { type Handlers, RpcError, Status } from "@hipstershop/rpc";
import { isAddress } from "./address.ts";
import { renderConfirmation, shorten } from "./confirmation.ts";
import type { EmailEvents } from "./events.ts";
import type { SentMails } from "./sent-mails.ts";

export function emailHandlers(sent: SentMails, events: EmailEvents): Handlers<typeof EmailService.definition> {
  return {
    /** hipstershop.EmailService/SendOrderConfirmation */
    async sendOrderConfirmation({ email, order }, call) {
      if (!email) throw new RpcError(Status.INVALID_ARGUMENT, "email is required");
      if (!isAddress(email)) throw new RpcError(Status.INVALID_ARGUMENT, "email is no e-mail address");
      if (!order) throw new RpcError(Status.INVALID_ARGUMENT, "order is required");
      try {
        const mail = await renderConfirmation(email, order);
        sent.keep(mail);
        events.rendered(call, order, mail);
      } catch (error) {
        if (error instanceof MoneyError)
          throw new RpcError(Status.INVALID_ARGUMENT, shorten(`an amount of the order: ${error.message}`));
        throw error;
      }
      return {};
    },
  };
}
