export { cardDigits, lastFour, passesLuhn, SECURITY_CODE_MAX } from "./numbers.ts";
export { type CardDetails, PaymentCard } from "./payment-card.ts";
