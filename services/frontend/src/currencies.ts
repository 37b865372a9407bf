/** The currencies that a visitor can choose. The currency service knows more. */
export const CURRENCIES: readonly string[] = ["USD", "EUR", "CAD", "JPY", "GBP", "TRY"];
export const CURRENCY_DEFAULT = "USD";
