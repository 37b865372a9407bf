export { formatMoney, toDecimal } from "./format.ts";
export {
  fromNanos,
  fromWire,
  isNegative,
  isValid,
  type Money,
  MoneyError,
  type MoneyProblem,
  multiply,
  NANOS_MAX,
  NANOS_PER_UNIT,
  negate,
  sum,
  totalNanos,
  toWire,
  type WireMoney,
} from "./money.ts";
