/** The product that tools put into carts. */
export const DEMO_PRODUCT = "OLJCESPC7Z";

/** The checkout form with its initial values: made-up address and card. */
export const DEMO_ORDER: Readonly<Record<string, string>> = {
  email: "someone@example.com",
  street_address: "1600 Amphitheatre Parkway",
  zip_code: "94043",
  city: "Mountain View",
  state: "CA",
  country: "United States",
  credit_card_number: "4432-8015-6152-0454",
  credit_card_expiration_month: "1",
  credit_card_expiration_year: String(new Date().getFullYear() + 1),
  credit_card_cvv: "672",
};
