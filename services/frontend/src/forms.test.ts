import { DEMO_CHECKOUT_FIELDS } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import {
  addToCartForm,
  checkoutForm,
  currencyForm,
  defaultCheckoutForm,
  echoedForm,
  fieldsOf,
  parseForm,
  quantityForm,
} from "./forms.ts";
import { HttpProblem } from "./http-problem.ts";

const typed: Record<string, string> = { ...defaultCheckoutForm(2030) };

/** The problems by field; none when the form is valid. */
function problems(form: Parameters<typeof parseForm>[0], fields: Record<string, string>) {
  try {
    parseForm(form, fields);
    return {};
  } catch (error) {
    if (!(error instanceof HttpProblem)) throw error;
    expect(error.statusCode).toBe(422);
    return error.fields;
  }
}

describe("the fields of a request", () => {
  test("come from query and body, and the body wins", () => {
    const fields = fieldsOf({ query: { a: "query", b: "query" }, body: { b: "body", c: "body" } });
    expect({ ...fields }).toEqual({ a: "query", b: "body", c: "body" });
  });

  test("count once when they are repeated", () => {
    expect({ ...fieldsOf({ query: { a: ["first", "second"] }, body: undefined }) }).toEqual({ a: "first" });
  });

  test.each([undefined, null, "text", 1])("are none in the body %j", (body) => {
    expect({ ...fieldsOf({ query: {}, body }) }).toEqual({});
  });

  test("are text: anything else is left out", () => {
    expect({ ...fieldsOf({ query: {}, body: { a: 1, b: { c: "d" }, e: null, f: [] } }) }).toEqual({});
  });

  test("inherit nothing", () => {
    const fields = fieldsOf({ query: {}, body: {} });
    expect([fields["constructor"], fields["toString"], fields["__proto__"]]).toEqual([undefined, undefined, undefined]);
  });
});

describe("the checkout form", () => {
  const revealed = (fields: Readonly<Record<string, string>>) => {
    const { card, ...others } = parseForm(checkoutForm, fields);
    return { ...others, ...card.reveal() };
  };

  test("as it is preset is taken, with numbers as numbers and the card as digits", () => {
    expect(revealed(typed)).toEqual({
      email: typed.email,
      street_address: typed.street_address,
      zip_code: 94_043,
      city: typed.city,
      state: typed.state,
      country: typed.country,
      creditCardNumber: "4432801561520454",
      creditCardExpirationMonth: 1,
      creditCardExpirationYear: 2031,
      creditCardCvv: 672,
    });
    expect(JSON.stringify(parseForm(checkoutForm, typed))).toContain('"card":"card ending 0454"');
  });

  test("takes blanks around what is typed", () => {
    const spaced = Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, ` ${value} `]));
    expect(revealed(spaced)).toEqual(revealed(typed));
  });

  test.each([
    ["zip_code", "00001", 1],
    ["zip_code", "999999999", 999_999_999],
    ["street_address", "x".repeat(512), "x".repeat(512)],
    ["city", "x".repeat(128), "x".repeat(128)],
    ["email", "a.b+c@example.co.uk", "a.b+c@example.co.uk"],
  ])("takes %s %.20j", (name, value, wanted) => {
    expect(parseForm(checkoutForm, { ...typed, [name]: value })).toMatchObject({ [name]: wanted });
  });

  test.each([
    ["credit_card_expiration_month", "012", { creditCardExpirationMonth: 12 }],
    ["credit_card_cvv", "007", { creditCardCvv: 7 }],
    ["credit_card_cvv", "1234", { creditCardCvv: 1234 }],
  ])("takes %s %j as a number", (name, value, wanted) => {
    expect(revealed({ ...typed, [name]: value })).toMatchObject(wanted);
  });

  test.each([
    ["email", "a@b@c"],
    ["email", `${"x".repeat(250)}@example.com`],
    ["street_address", "x".repeat(513)],
    ["city", "x".repeat(129)],
    ["state", "x".repeat(129)],
    ["country", "x".repeat(129)],
    ["zip_code", "000"],
    ["zip_code", "-1"],
    ["zip_code", "1e3"],
    ["zip_code", "0x10"],
    ["zip_code", "٩٤٠٤٣"],
    ["credit_card_number", "4432"],
    ["credit_card_number", "0".repeat(20)],
    ["credit_card_number", "4432-8015-6152-0454-x"],
    ["credit_card_number", "9".repeat(10_000)],
    ["credit_card_expiration_month", "13"],
    ["credit_card_expiration_month", "1.5"],
    ["credit_card_expiration_year", "10000"],
    ["credit_card_cvv", "10000"],
    ["credit_card_cvv", "000"],
  ])("refuses %s %.30j, and nothing else", (name, value) => {
    expect(Object.keys(problems(checkoutForm, { ...typed, [name]: value }))).toEqual([name]);
  });

  test("names every missing field once, in words, without what was typed", () => {
    const missing = problems(checkoutForm, {});
    expect(Object.keys(missing).sort()).toEqual(Object.keys(typed).sort());
    for (const words of Object.values(missing)) expect(words).toMatch(/^[A-Z].*\.$/);
    const error = problems(checkoutForm, { ...typed, credit_card_number: "4432-8015-6152-0455" });
    expect(JSON.stringify(error)).not.toContain("0455");
  });

  test("keeps a proper key and forgets an odd one", () => {
    expect(parseForm(checkoutForm, { ...typed, idempotency_key: "abcd-1234" }).idempotency_key).toBe("abcd-1234");
    expect(parseForm(checkoutForm, { ...typed, idempotency_key: "no!" }).idempotency_key).toBeUndefined();
  });

  test("starts with the demo order, so that a visitor has nothing to type", () => {
    expect(defaultCheckoutForm(new Date().getFullYear())).toEqual(DEMO_CHECKOUT_FIELDS);
  });

  test("comes back with everything typed but card number and security code", () => {
    const fields = { ...typed, email: "no", city: "" };
    expect(echoedForm(fields, 2030)).toEqual({ ...fields, credit_card_number: "", credit_card_cvv: "" });
    expect(Object.values(echoedForm({}, 2030)).join("")).toBe("");
  });
});

describe("the small forms", () => {
  test.each(["1", "10", " 3 ", "007"])("adding takes the quantity %j", (quantity) => {
    expect(parseForm(addToCartForm, { product_id: "A", quantity })).toEqual({
      product_id: "A",
      quantity: Number(quantity),
    });
  });

  test.each(["0", "11", "-1", "4294967296", "1e1", "x", ""])("adding refuses the quantity %j", (quantity) => {
    const wrong = problems(addToCartForm, { product_id: "A", quantity });
    expect(wrong).toEqual({ quantity: "Choose a quantity from 1 to 10." });
  });

  test("a line can be set from 0 to 99", () => {
    for (const quantity of ["0", "99"]) expect(problems(quantityForm, { product_id: "A", quantity })).toEqual({});
    for (const quantity of ["-1", "100"]) {
      expect(Object.keys(problems(quantityForm, { product_id: "A", quantity }))).toEqual(["quantity"]);
    }
  });

  test.each(["USD", "EUR", "CAD", "JPY", "GBP", "TRY"])("%s can be chosen", (code) => {
    expect(problems(currencyForm, { currency_code: code })).toEqual({});
  });

  test.each(["CHF", "XXX", "usd", " USD", ""])("%j can't", (code) => {
    expect(Object.keys(problems(currencyForm, { currency_code: code }))).toEqual(["currency_code"]);
  });
});
