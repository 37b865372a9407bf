export { formatMoney, toDecimal, usualDigits } from "./format.ts";
export {
  fromNanos,
  fromWire,
  isNegative,
  isValid,
  type Money,
  MoneyError,
  multiply,
  negate,
  sum,
  totalNanos,
  toWire,
} from "./money.ts";
