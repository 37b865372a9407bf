import { ORDER_TEXT_LENGTH_MAX } from "@hipstershop/contract";
import { type Field, selectField, textField } from "./field.ts";
import { type Html, html } from "@hipstershop/web";
import type { CartModel, CheckoutForm } from "./models.ts";

export const CHECKOUT_FIELDS = [
  "email",
  "street_address",
  "zip_code",
  "city",
  "state",
  "country",
  "credit_card_number",
  "credit_card_expiration_month",
  "credit_card_expiration_year",
  "credit_card_cvv",
] as const satisfies readonly (keyof CheckoutForm)[];

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** Four groups of four digits, separated by dashes, spaces or nothing. */
const CARD_PATTERN = String.raw`(?:[0-9]{4}[ \-]?){3}[0-9]{4}`;
const CARD_MAX = 19;

type Model = Pick<CartModel, "form" | "years" | "idempotencyKey" | "errors">;
type FieldOf = (name: keyof CheckoutForm, label: string, autocomplete: string, advice: string) => Field;

/** The checkout form. The server repeats every check of the browser. */
export function checkoutForm(baseUrl: string, model: Model): Html {
  const field: FieldOf = (name, label, autocomplete, advice) => ({
    name,
    label,
    autocomplete,
    advice,
    value: model.form[name],
    error: model.errors[name],
  });
  return html`<form
    class="slip checkout-form"
    method="POST"
    action="${baseUrl}/cart/checkout"
    data-validate
    data-busy="Placing your order…"
    aria-labelledby="checkout-title"
  >
    <h2 id="checkout-title">Order form</h2>
    <input type="hidden" name="idempotency_key" value="${model.idempotencyKey}" />
    <fieldset class="fields">
      <legend>Send it to</legend>
      ${addressFields(field)}
    </fieldset>
    <fieldset class="fields">
      <legend>Pay by card</legend>
      ${cardFields(field, model.years)}
    </fieldset>
    <button class="button" type="submit">Place order</button>
  </form>`;
}

function addressFields(field: FieldOf): readonly Html[] {
  return [
    textField({
      ...field("email", "E-mail", "email", "Enter an e-mail address, such as name@example.com"),
      type: "email",
      maxLength: ORDER_TEXT_LENGTH_MAX.email,
    }),
    textField({
      ...field("street_address", "Street address", "shipping address-line1", "Enter street and number"),
      maxLength: ORDER_TEXT_LENGTH_MAX.street_address,
    }),
    textField({
      ...field("zip_code", "ZIP code", "shipping postal-code", "Enter 4 or 5 digits"),
      numeric: true,
      pattern: "[0-9]{4,5}",
      maxLength: 5,
    }),
    textField({
      ...field("city", "City", "shipping address-level2", "Enter the city"),
      maxLength: ORDER_TEXT_LENGTH_MAX.city,
    }),
    textField({
      ...field("state", "State", "shipping address-level1", "Enter the state or region"),
      maxLength: ORDER_TEXT_LENGTH_MAX.state,
    }),
    textField({
      ...field("country", "Country", "shipping country-name", "Enter the country"),
      maxLength: ORDER_TEXT_LENGTH_MAX.country,
    }),
  ];
}

function cardFields(field: FieldOf, years: readonly number[]): readonly Html[] {
  return [
    textField({
      ...field("credit_card_number", "Card number", "cc-number", "Enter the 16 digits on the front of the card"),
      numeric: true,
      pattern: CARD_PATTERN,
      maxLength: CARD_MAX,
      hint: "Visa or Mastercard, with or without dashes",
      after: html`<output id="card_type" class="card-type" for="credit_card_number"></output>`,
    }),
    selectField(
      field("credit_card_expiration_month", "Expiry month", "cc-exp-month", "Choose the month"),
      MONTHS.map((name, index) => ({
        value: String(index + 1),
        text: `${String(index + 1).padStart(2, "0")} ${name}`,
      })),
    ),
    selectField(
      field("credit_card_expiration_year", "Year", "cc-exp-year", "Choose the year"),
      years.map((year) => ({ value: String(year), text: String(year) })),
    ),
    textField({
      ...field("credit_card_cvv", "CVV", "cc-csc", "Enter the 3 digits of the CVV"),
      numeric: true,
      pattern: "[0-9]{3}",
      maxLength: 3,
    }),
  ];
}
