import { describe, expect, test } from "vitest";
import { orderPage } from "./index.ts";
import { piece, tags, text } from "../../test/views/markup.ts";
import { frame, order } from "../../test/views/samples.ts";

describe("the order page", () => {
  const page = orderPage(frame, order);

  test("says confirmation id, tracking id, shipping and the total paid", () => {
    expect(text(piece(page, 'class="order-facts"'))).toBe(
      "Confirmation # 3f7c6a3e-2b57-11f0-9a4e-0242ac120005 Tracking # OK-38231-226310945 Shipping USD 8.99 Total paid USD 169.30",
    );
    expect(text(piece(page, 'id="order_id"'))).toBe(order.orderId);
    expect(text(piece(page, 'id="tracking_id"'))).toBe(order.trackingId);
  });

  test("tells what happened, in its order", () => {
    const steps = piece(page, 'class="timeline"');
    expect(tags(steps, "li")).toHaveLength(4);
    expect(text(steps)).toMatch(
      /Order received.*Card charged once, with USD 169\.30.*OK-38231-226310945.*Confirmation e-mail/,
    );
  });

  test("lists what was ordered, with unit price, quantity and line price", () => {
    const table = piece(page, 'class="order-lines"');
    expect(text(table)).toContain("Vintage Typewriter USD 67.99 each 2 USD 135.98");
    expect(table).toContain('href="/product/OLJCESPC7Z"');
    expect(tags(table, "th").filter((tag) => tag.includes('scope="row"'))).toHaveLength(order.lines.length + 2);
  });

  test("says where the parcel goes, line by line", () => {
    expect(tags(piece(page, "<address"), "span")).toHaveLength(3);
  });

  test("leaves out lines and address when they are not known", () => {
    const bare = orderPage(frame, { ...order, lines: [], address: [] });
    expect(bare).not.toMatch(/What you ordered|Going to/);
  });

  test("offers to print only once the script can do it", () => {
    expect(page).toMatch(/<button type="button" data-print hidden>Print this order/);
  });
});
