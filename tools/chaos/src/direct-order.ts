/** A made-up address and card, as services take them. */
export const ADDRESS = { streetAddress: "1 A", city: "B", state: "C", country: "D", zipCode: 1 };
export const CREDIT_CARD = {
  creditCardNumber: "4432801561520454",
  creditCardCvv: 672,
  creditCardExpirationYear: 2999,
  creditCardExpirationMonth: 1,
};

/** An order that the checkout service accepts when the user has something in the cart. */
export const DIRECT_ORDER = {
  userId: "load",
  userCurrency: "USD",
  address: ADDRESS,
  email: "a@b.example",
  creditCard: CREDIT_CARD,
};
