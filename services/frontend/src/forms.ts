import { cardDigits, passesLuhn, PaymentCard, SECURITY_CODE_MAX } from "@hipstershop/cards";
import { INT32_MAX, ORDER_TEXT_LENGTH_MAX } from "@hipstershop/contract";
import * as z from "zod";
import { ADD_QUANTITY_MAX, LINE_QUANTITY_MAX, PRODUCT_ID_LENGTH_MAX } from "./form-limits.ts";
import { HttpProblem } from "./http-problem.ts";
import { CURRENCIES } from "./currencies.ts";
import type { CheckoutForm } from "./views/models.ts";

const tooLong = (max: number) => `Use at most ${max} characters.`;
const text = (max: number, what: string) =>
  z.string(`Enter ${what}.`).trim().min(1, `Enter ${what}.`).max(max, tooLong(max));
const whole = (min: number, max: number, message: string) =>
  z
    .string(message)
    .trim()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((n) => n >= min && n <= max, message);

const EMAIL = "Enter an e-mail address, such as someone@example.com.";

const productId = z
  .string("Choose a product.")
  .min(1, "Choose a product.")
  .max(PRODUCT_ID_LENGTH_MAX, "Choose a product.");

export const addToCartForm = z.object({
  product_id: productId,
  quantity: whole(1, ADD_QUANTITY_MAX, `Choose a quantity from 1 to ${ADD_QUANTITY_MAX}.`),
});

export const quantityForm = z.object({
  product_id: productId,
  quantity: whole(0, LINE_QUANTITY_MAX, `Choose a quantity from 0 to ${LINE_QUANTITY_MAX}.`),
});

export const currencyForm = z.object({
  currency_code: z
    .string("Choose a currency.")
    .refine((code) => CURRENCIES.includes(code), `Choose one of ${CURRENCIES.join(", ")}.`),
});

const checkoutFields = z.object({
  email: z
    .string(EMAIL)
    .trim()
    .pipe(z.email(EMAIL).max(ORDER_TEXT_LENGTH_MAX.email, tooLong(ORDER_TEXT_LENGTH_MAX.email))),
  street_address: text(ORDER_TEXT_LENGTH_MAX.street_address, "a street and number"),
  zip_code: whole(1, INT32_MAX, "Enter a zip code in digits, such as 94043."),
  city: text(ORDER_TEXT_LENGTH_MAX.city, "a city"),
  state: text(ORDER_TEXT_LENGTH_MAX.state, "a state or region"),
  country: text(ORDER_TEXT_LENGTH_MAX.country, "a country"),
  credit_card_number: z
    .string("Enter a card number.")
    .transform(cardDigits)
    .refine(
      (digits) => /^\d{12,19}$/.test(digits) && passesLuhn(digits),
      "Check the card number: a digit seems to be wrong.",
    ),
  credit_card_expiration_month: whole(1, 12, "Choose a month."),
  credit_card_expiration_year: whole(1, 9999, "Choose a year."),
  credit_card_cvv: whole(1, SECURITY_CODE_MAX, "Enter the three or four digits of the security code."),
  idempotency_key: z
    .string()
    .regex(/^[\w-]{8,64}$/)
    .optional()
    .catch(undefined),
});

/** The form's values; its four fields about the card are one value, which can't be written down by accident. */
export const checkoutForm = checkoutFields.transform(
  ({
    credit_card_number: creditCardNumber,
    credit_card_expiration_month: creditCardExpirationMonth,
    credit_card_expiration_year: creditCardExpirationYear,
    credit_card_cvv: creditCardCvv,
    ...others
  }) => ({
    ...others,
    card: new PaymentCard({
      creditCardNumber,
      creditCardExpirationMonth,
      creditCardExpirationYear,
      creditCardCvv,
    }),
  }),
);

export type Checkout = z.infer<typeof checkoutForm>;

/**
 * The fields of a request, from body and query as in the original. The body wins; of a repeated field the first value
 * counts.
 */
export function fieldsOf({ body, query }: { readonly body: unknown; readonly query: unknown }): Record<string, string> {
  const entries = [query, body].flatMap((part) =>
    typeof part === "object" && part !== null ? Object.entries(part) : [],
  );
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of entries) {
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof first === "string") fields[name] = first;
  }
  return fields;
}

/** The form's values; throws an HttpProblem 422 that names every invalid field. */
export function parseForm<T>(form: z.ZodType<T>, fields: Readonly<Record<string, string>>): T {
  const result = form.safeParse(fields);
  if (result.success) return result.data;
  const problems: Record<string, string> = {};
  for (const { path, message } of result.error.issues) problems[String(path[0] ?? "")] ??= message;
  const summary = Object.entries(problems).map(([field, problem]) => `${field}: ${problem}`);
  throw new HttpProblem(422, summary.join(" "), problems);
}

/** Initial values of the checkout form: an invented address, and a card that the payment service accepts. */
export function defaultCheckoutForm(thisYear: number): CheckoutForm {
  return {
    email: "someone@example.com",
    street_address: "1600 Amphitheatre Parkway",
    zip_code: "94043",
    city: "Mountain View",
    state: "CA",
    country: "United States",
    credit_card_number: "4432-8015-6152-0454",
    credit_card_expiration_month: "1",
    credit_card_expiration_year: String(thisYear + 1),
    credit_card_cvv: "672",
  };
}

/** The visitor's entries, to show them again after an error, without card number and security code. */
export function echoedForm(fields: Readonly<Record<string, string>>, thisYear: number): CheckoutForm {
  const form = { ...defaultCheckoutForm(thisYear) };
  for (const name of Object.keys(form) as (keyof CheckoutForm)[]) form[name] = fields[name] ?? "";
  return { ...form, credit_card_number: "", credit_card_cvv: "" };
}
