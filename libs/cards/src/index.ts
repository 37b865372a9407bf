export { cardDigits, lastFour, passesLuhn, SECURITY_CODE_MAX } from "./numbers.ts";
export { PaymentCard } from "./payment-card.ts";
