import { PaymentCard } from "@hipstershop/cards";
import { testTelemetry } from "@hipstershop/testkit";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { read, sourceFiles } from "../support/workspace.ts";

const folder = mkdtempSync(join(tmpdir(), "cards-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const card = new PaymentCard({
  creditCardNumber: "4432801561520454",
  creditCardCvv: 9753,
  creditCardExpirationYear: 2031,
  creditCardExpirationMonth: 1,
});

test("a card is revealed in few places: where it is checked, compared and sent on", () => {
  const shipped = sourceFiles(/\.ts$/).filter((file) => !/\.test\.ts$|(^|\/)tests?\//.test(file));
  const revealing = shipped.filter((file) => read(file).includes(".reveal()"));
  expect(revealing.toSorted()).toEqual([
    "services/checkoutservice/src/charge.ts",
    "services/checkoutservice/src/request.ts",
    "services/frontend/src/shop.ts",
    "services/paymentservice/src/check-card.ts",
  ]);
});

test("a log line and a span that are given a whole card tell its last four digits only", async () => {
  const file = join(folder, "log");
  await using telemetry = await testTelemetry("test", { log: { level: "trace", file } });
  const order = { card, cards: [card] };
  telemetry.log.info({ order, card }, `charges ${String(card)}`);
  telemetry.log.info(
    { err: new Error(`can't charge ${String(card)}`, { cause: order }) },
    "%s and %o and %j",
    card,
    card,
    order,
  );
  telemetry.tracer.startActiveSpan("charge", (span) => {
    span.setAttribute("card", String(card));
    span.setAttribute("request", JSON.stringify(order));
    span.addEvent("charged", { card: [card].join("") });
    span.recordException(new Error(`no: ${JSON.stringify(order)}`));
    span.end();
  });
  const [span] = telemetry.spans();
  const written = [readFileSync(file, "utf8"), JSON.stringify([span?.attributes, span?.events])];
  for (const text of written) {
    expect(text).toContain("card ending 0454");
    for (const secret of ["4432", "8015", "6152", "9753", "2031"]) expect(text).not.toContain(secret);
  }
});
