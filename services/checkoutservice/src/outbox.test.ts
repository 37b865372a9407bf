import { ROOT_CONTEXT } from "@hipstershop/telemetry";
import { expect, test } from "vitest";
import { type Mail, Outbox } from "./outbox.ts";

const scope = { context: ROOT_CONTEXT };
const mail: Mail = {
  email: "someone@example.com",
  order: { orderId: "1", shippingTrackingId: "", shippingCost: null, shippingAddress: null, items: [] },
};
const waits = { answerMs: 0, firstRetryMs: 1, stopMs: 0 };

const keepErrors = (errors: unknown[]) => async (error?: unknown) => void (error && errors.push(error));

/** A mail service that answers when the test says so. */
function slowMails() {
  const open: PromiseWithResolvers<object>[] = [];
  const sendOrderConfirmation = () => {
    open.push(Promise.withResolvers<object>());
    return (open.at(-1) as PromiseWithResolvers<object>).promise;
  };
  return { open, sendOrderConfirmation };
}

test("a thousand mails can be under way; one more is given up at once, and there is room again later", async () => {
  const mails = slowMails();
  const outbox = new Outbox(mails, waits);
  const givenUp: unknown[] = [];
  const send = () => outbox.send(mail, scope, keepErrors(givenUp));
  await Promise.all(Array.from({ length: 1000 }, send));
  expect(givenUp).toEqual([]);
  await send();
  expect(givenUp).toEqual([new Error("1000 mails are under way already")]);
  for (const { resolve } of mails.open) resolve({});
  await outbox[Symbol.asyncDispose]();
  await send();
  expect([mails.open.length, givenUp.length]).toEqual([1001, 1]);
  mails.open.at(-1)?.resolve({});
});

test("stopping waits for a mail that is about to be taken", async () => {
  const mails = slowMails();
  const outbox = new Outbox(mails, { ...waits, stopMs: 60_000 });
  const givenUp: unknown[] = [];
  await outbox.send(mail, scope, keepErrors(givenUp));
  const stopped = outbox[Symbol.asyncDispose]();
  mails.open[0]?.resolve({});
  await stopped;
  expect(givenUp).toEqual([]);
});
