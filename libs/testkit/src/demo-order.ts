/** An address, made up, in the form of demo.proto. */
export const DEMO_ADDRESS = {
  streetAddress: "1600 Amphitheatre Parkway",
  city: "Mountain View",
  state: "CA",
  country: "United States",
  zipCode: 94_043,
};

/** A card that the payment service accepts, in the form of demo.proto. */
export const DEMO_CARD = {
  creditCardNumber: "4432-8015-6152-0454",
  creditCardCvv: 672,
  creditCardExpirationYear: new Date().getFullYear() + 1,
  creditCardExpirationMonth: 1,
};

export const DEMO_EMAIL = "someone@example.com";

/** The checkout form with the initial values of the frontend: the same address and card. */
export const DEMO_CHECKOUT_FIELDS: Readonly<Record<string, string>> = {
  email: DEMO_EMAIL,
  street_address: DEMO_ADDRESS.streetAddress,
  zip_code: String(DEMO_ADDRESS.zipCode),
  city: DEMO_ADDRESS.city,
  state: DEMO_ADDRESS.state,
  country: DEMO_ADDRESS.country,
  credit_card_number: DEMO_CARD.creditCardNumber,
  credit_card_expiration_month: String(DEMO_CARD.creditCardExpirationMonth),
  credit_card_expiration_year: String(DEMO_CARD.creditCardExpirationYear),
  credit_card_cvv: String(DEMO_CARD.creditCardCvv),
};
