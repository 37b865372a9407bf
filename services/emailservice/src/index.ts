import { EmailService } from "@hipstershop/contract";
import { implement, serve } from "@hipstershop/rpc";
import { defineService, type Service } from "@hipstershop/runtime";
import { openState } from "@hipstershop/state";
import type { Telemetry } from "@hipstershop/telemetry";
import { type EmailConfig, readConfig } from "./config.ts";
import type { Mail } from "./confirmation.ts";
import { EmailEvents } from "./events.ts";
import { emailHandlers } from "./handlers.ts";
import { SentKeys } from "./sent-keys.ts";
import { SentMails } from "./sent-mails.ts";

export interface RunningEmailService extends Service {
  /** The last mails, oldest first. */
  mails(): readonly Mail[];
}

export const emailservice = defineService("emailservice", readConfig, startEmailService);

export async function startEmailService(config: EmailConfig, telemetry: Telemetry): Promise<RunningEmailService> {
  const sent = new SentMails(config.mailsKept);
  await using stack = new AsyncDisposableStack();
  const store = stack.use(await openState({ store: config.store, namespace: "mails" }, telemetry));
  const handlers = emailHandlers(sent, new SentKeys(store), new EmailEvents(telemetry));
  const server = stack.use(await serve([implement(EmailService, handlers)], config, telemetry));
  const owned = stack.move();
  return { port: server.port, mails: () => sent.all(), [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
