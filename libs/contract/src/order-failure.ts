/** Whether money has moved for an order that failed. "unclear": the charge was sent, and no answer came. */
export type OrderState = "unpaid" | "unclear" | "paid";

/** What the caller has to change before the order can be placed. */
export type OrderProblem = "empty-cart" | "product-not-sold";

/** Why a card is declined: its number or code is wrong, its brand is not accepted, or it has expired. */
export type DeclineReason = "invalid" | "unaccepted" | "expired";

/** What the status of a failed PlaceOrder or Charge does not say. It travels in the trailing metadata. */
export interface OrderFailure {
  readonly state?: OrderState | undefined;
  readonly problem?: OrderProblem | undefined;
  readonly declineReason?: DeclineReason | undefined;
}

interface Entry {
  readonly key: string;
  readonly values: readonly string[];
}

const ENTRIES: Readonly<Record<keyof OrderFailure, Entry>> = {
  declineReason: { key: "x-decline-reason", values: ["invalid", "unaccepted", "expired"] satisfies DeclineReason[] },
  problem: { key: "x-order-problem", values: ["empty-cart", "product-not-sold"] satisfies OrderProblem[] },
  state: { key: "x-order-state", values: ["unpaid", "unclear", "paid"] satisfies OrderState[] },
};
const NAMES = Object.keys(ENTRIES) as (keyof OrderFailure)[];

/** The metadata that says this. */
export function orderFailureMetadata(failure: OrderFailure): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const name of NAMES) {
    const value = failure[name];
    if (value !== undefined) metadata[ENTRIES[name].key] = value;
  }
  return metadata;
}

/** What the metadata of a failed call says; values that are not in the contract are left out. */
export function readOrderFailure(metadata: Readonly<Record<string, string>>): OrderFailure {
  const failure: Record<string, string> = {};
  for (const name of NAMES) {
    const { key, values } = ENTRIES[name];
    const value = metadata[key];
    if (value !== undefined && values.includes(value)) failure[name] = value;
  }
  return failure;
}
