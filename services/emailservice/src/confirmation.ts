import type { Address, OrderItem, OrderResult } from "@hipstershop/contract";
import { formatMoney, fromWire } from "@hipstershop/money";
import { html } from "hono/html";

/** A rendered order confirmation. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Maximum number of order lines in a mail; the largest request would make a mail of ten megabytes. */
const LINES_MAX = 200;
/** Maximum characters of an id, a line of an address or an error in a mail. */
const TEXT_MAX = 200;

/** Renders the confirmation of an order. Rejects with a MoneyError when an amount in it is malformed. */
export async function renderConfirmation(to: string, order: OrderResult): Promise<Mail> {
  const lines = order.items.slice(0, LINES_MAX).map(describeLine);
  const shipping = shorten(formatMoney(fromWire(order.shippingCost)));
  const address = addressLines(order.shippingAddress);
  const [id, tracking] = [shorten(order.orderId), shorten(order.shippingTrackingId)];
  const facts = { id, tracking, shipping, address, lines, linesLeftOut: order.items.length - lines.length };
  return { to, subject: `Your order ${id}`, text: renderText(facts), html: await renderHtml(facts) };
}

interface Facts {
  readonly id: string;
  readonly tracking: string;
  readonly shipping: string;
  readonly address: readonly string[];
  readonly lines: readonly { readonly productId: string; readonly quantity: number; readonly unitCost: string }[];
  readonly linesLeftOut: number;
}

/** The text cut to TEXT_MAX, and well-formed, so that it can be encoded. */
export function shorten(text: string): string {
  return (text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text).toWellFormed();
}

function describeLine({ item, cost }: OrderItem): Facts["lines"][number] {
  return {
    productId: shorten(item?.productId ?? ""),
    quantity: item?.quantity ?? 0,
    unitCost: formatMoney(fromWire(cost)),
  };
}

function addressLines(address: Address | null): string[] {
  if (!address) return [];
  const { streetAddress, city, state, zipCode, country } = address;
  return [streetAddress, `${city}, ${state} ${zipCode}`, country].filter((line) => line !== "").map(shorten);
}

function renderText({ id, tracking, shipping, address, lines, linesLeftOut }: Facts): string {
  const items = lines.map(({ productId, quantity, unitCost }) => `  ${quantity} × ${productId} at ${unitCost} each`);
  return [
    "Thank you for your order!",
    "",
    `Order:    ${id}`,
    `Tracking: ${tracking}`,
    `Shipping: ${shipping}`,
    "",
    ...items,
    ...(linesLeftOut > 0 ? [`  and ${linesLeftOut} more`] : []),
    "",
    "It goes to:",
    ...address.map((line) => `  ${line}`),
    "",
  ].join("\n");
}

async function renderHtml({ id, tracking, shipping, address, lines, linesLeftOut }: Facts): Promise<string> {
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Your order ${id}</title>
      </head>
      <body>
        <h1>Thank you for your order!</h1>
        <p>Order <b>${id}</b>, tracking <b>${tracking}</b>, shipping ${shipping}.</p>
        <table>
          <tr>
            <th>Product</th>
            <th>Quantity</th>
            <th>Price of one</th>
          </tr>
          ${lines.map(
            (line) =>
              html`<tr>
                <td>${line.productId}</td>
                <td>${line.quantity}</td>
                <td>${line.unitCost}</td>
              </tr>`,
          )}
        </table>
        ${linesLeftOut > 0 ? html`<p>and ${linesLeftOut} more</p>` : ""}
        <p>It goes to:</p>
        <address>${address.map((line) => html`${line}<br />`)}</address>
      </body>
    </html>`;
  return page.toString();
}
