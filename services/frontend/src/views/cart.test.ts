import { describe, expect, test } from "vitest";
import { CHECKOUT_FIELDS, cartPage } from "./index.ts";
import type { CartModel } from "./models.ts";
import { attribute, piece, tags, text } from "../../test/views/markup.ts";
import { cart, form, frame } from "../../test/views/samples.ts";

const faultless: CartModel = { ...cart, errors: {} };
const page = cartPage(frame, faultless);

function control(rendered: string, id: string): string {
  return tags(rendered).find((tag) => attribute(tag, "id") === id) ?? "";
}

describe("the lines", () => {
  test("say link, name, SKU, quantity, unit and line price", () => {
    const line = text(piece(page, 'class="line"'));
    for (const words of ["Vintage Typewriter", "SKU: #OLJCESPC7Z", "Quantity: 2, USD 67.99 each"])
      expect(line).toContain(words);
    expect(text(piece(page, 'class="line-price"'))).toBe("USD 135.98");
    expect(page).toContain('href="/product/OLJCESPC7Z"');
  });

  test("can be set to another quantity, each by a form of its own", () => {
    const forms = tags(page, "form").filter((tag) => tag.includes('class="quantity-form"'));
    expect(forms).toHaveLength(2);
    const first = piece(page, 'class="quantity-form"');
    expect(first).toContain('method="POST" action="/cart/quantity"');
    expect(first).toContain('name="product_id" value="OLJCESPC7Z"');
    expect(control(first, "quantity_1")).toMatch(
      /name="quantity"[\s\S]*type="number"[\s\S]*min="0"[\s\S]*max="99"[\s\S]*value="2"/,
    );
    expect(text(first)).toContain("New quantity of Vintage Typewriter");
  });

  test("can be removed without a script: the same form with zero", () => {
    const removals = page
      .split('action="/cart/quantity"')
      .filter((part) => text(part.slice(0, part.indexOf("</form>"))).includes("Remove"));
    expect(removals).toHaveLength(2);
    expect(removals[1]).toMatch(
      /name="product_id" value="LS4PSXUNUM" \/>\s*<input type="hidden" name="quantity" value="0"/,
    );
  });

  test("end in shipping and total", () => {
    expect(text(piece(page, 'class="totals"'))).toBe("Shipping USD 8.99 Total USD 169.30");
  });

  test("say that shipping comes later when it could not be quoted", () => {
    const unquoted = cartPage(frame, { ...faultless, shipping: undefined, total: undefined });
    expect(text(piece(unquoted, 'class="totals"'))).toBe("Shipping Quoted at checkout Total Worked out at checkout");
  });

  test("can all be emptied at once", () => {
    expect(page).toContain('<form method="POST" action="/cart/empty">');
  });
});

describe("an empty cart", () => {
  const empty = cartPage(frame, { ...faultless, lines: [], shipping: undefined, total: undefined });

  test("has no checkout form, no totals and nothing to empty", () => {
    expect(text(empty)).toContain("Your cart is empty");
    expect(empty).not.toMatch(/\/cart\/checkout|\/cart\/empty|class="totals"|credit_card/);
  });

  test("still recommends", () => {
    expect(empty).toContain("Products you might like");
  });
});

describe("the checkout form", () => {
  const checkout = piece(page, 'action="/cart/checkout"');

  test("posts the ten fields, named as their ids, and the key that makes it one order", () => {
    expect(CHECKOUT_FIELDS).toHaveLength(10);
    for (const name of CHECKOUT_FIELDS) expect(attribute(control(checkout, name), "name")).toBe(name);
    expect(checkout).toContain('type="hidden" name="idempotency_key" value="6d7b-once"');
    expect(control(page, "email")).toContain('type="email"');
  });

  test("is filled in as the model says", () => {
    for (const name of CHECKOUT_FIELDS.filter((field) => !field.includes("expiration"))) {
      expect(attribute(control(checkout, name), "value")).toBe(form[name]);
    }
    expect(checkout).toMatch(/value="1"\s+selected\s*>01 January/);
    expect(checkout).toMatch(/value="2031"\s+selected\s*>2031/);
  });

  test("lists twelve months by their right names and the years it is given", () => {
    const months = piece(page, 'id="credit_card_expiration_month"');
    expect(text(months)).toBe(
      "01 January02 February03 March04 April05 May06 June07 July08 August09 September10 October11 November12 December",
    );
    expect(tags(months, "option").map((tag) => Number(attribute(tag, "value")))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
    ]);
    expect(tags(piece(page, 'id="credit_card_expiration_year"'), "option")).toHaveLength(5);
  });

  test("tells the browser what to fill in where", () => {
    const tokens = CHECKOUT_FIELDS.map((name) => attribute(control(checkout, name), "autocomplete"));
    expect(tokens).toEqual([
      "email",
      "shipping address-line1",
      "shipping postal-code",
      "shipping address-level2",
      "shipping address-level1",
      "shipping country-name",
      "cc-number",
      "cc-exp-month",
      "cc-exp-year",
      "cc-csc",
    ]);
  });

  test("requires every field, before any script", () => {
    for (const name of CHECKOUT_FIELDS) expect(control(checkout, name)).toMatch(/\srequired/);
  });
});

/** As a browser applies a pattern: to the whole value, with the v flag. */
function accepts(id: string, value: string): boolean {
  const pattern = attribute(control(page, id), "pattern") ?? "";
  return new RegExp(`^(?:${pattern})$`, "v").test(value);
}

describe("the patterns", () => {
  test.each(["4432-8015-6152-0454", "4432 8015 6152 0454", "4432801561520454", "4432-801561520454"])(
    "take the card number %s",
    (number) => {
      expect(accepts("credit_card_number", number)).toBe(true);
    },
  );

  test.each(["378282246310005", "4432_8015_6152_0454", "44328015615204541", "card", "4432--8015-6152-0454"])(
    "refuse the card number %s",
    (number) => {
      expect(accepts("credit_card_number", number)).toBe(false);
    },
  );

  test.each([
    ["zip_code", "9404", true],
    ["zip_code", "94043", true],
    ["zip_code", "940", false],
    ["zip_code", "9404a", false],
    ["credit_card_cvv", "672", true],
    ["credit_card_cvv", "67", false],
    ["credit_card_cvv", "6720", false],
  ])("of %s meet %s: %s", (id, value, taken) => {
    expect(accepts(id, value)).toBe(taken);
  });

  test("leave room for a card number with dashes", () => {
    expect(attribute(control(page, "credit_card_number"), "maxlength")).toBe("19");
  });
});

describe("a refused form", () => {
  const refused = cartPage(frame, cart);

  test("sums up what is wrong, each line leading to its field", () => {
    const summary = piece(refused, 'id="error_summary"');
    expect(text(summary)).toContain("3 things need another look");
    expect(summary).toContain('<a href="#zip_code">Enter 4 or 5 digits</a>');
    expect(summary).toContain("<li>The card was declined</li>");
  });

  test("counts a single one as one", () => {
    expect(
      text(piece(cartPage(frame, { ...faultless, errors: { city: "Enter the city" } }), "error_summary")),
    ).toContain("One thing needs another look");
  });

  test("marks the fields and ties the message to them", () => {
    for (const name of ["zip_code", "credit_card_expiration_month"]) {
      expect(control(refused, name)).toMatch(
        new RegExp(`aria-describedby="${name}_error"[\\s\\S]*aria-invalid="true"`),
      );
      expect(control(refused, `${name}_error`)).not.toBe("");
    }
    expect(control(refused, "city")).not.toContain("aria-invalid");
  });

  test("keeps the hint of a field beside its error", () => {
    const rendered = cartPage(frame, { ...faultless, errors: { credit_card_number: "Check the number" } });
    expect(attribute(control(rendered, "credit_card_number"), "aria-describedby")).toBe(
      "credit_card_number_hint credit_card_number_error",
    );
  });

  test("mentions a field that is not on the page without linking it", () => {
    const rendered = cartPage(frame, { ...faultless, errors: { quantity: "At most 99 of one thing" } });
    expect(piece(rendered, "error_summary")).toContain("<li>At most 99 of one thing</li>");
  });

  test("shows no summary when nothing is wrong", () => {
    expect(page).not.toMatch(/error_summary|aria-invalid|field-error/);
  });
});
