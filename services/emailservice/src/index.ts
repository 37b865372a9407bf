import { EmailService } from "@hipstershop/contract";
import { implement, serve } from "@hipstershop/rpc";
import { defineService, type Service } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { type EmailConfig, readConfig } from "./config.ts";
import type { Mail } from "./confirmation.ts";
import { EmailEvents } from "./events.ts";
import { emailHandlers } from "./handlers.ts";
import { SentMails } from "./sent-mails.ts";

export interface RunningEmailService extends Service {
  /** The last mails, oldest first. */
  mails(): readonly Mail[];
}

export const emailservice = defineService("emailservice", readConfig, startEmailService);

export async function startEmailService(config: EmailConfig, telemetry: Telemetry): Promise<RunningEmailService> {
  const sent = new SentMails(config.mailsKept);
  const handlers = emailHandlers(sent, new EmailEvents(telemetry));
  const server = await serve([implement(EmailService, handlers)], config, telemetry);
  return { port: server.port, mails: () => sent.all(), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
