export { birthOf } from "./birth.ts";
export { exclusively, HeldError, hold, holderOf } from "./lock.ts";
export { describeHolder, type Holder, isHere } from "./holder.ts";
export { shopLock } from "./shop-lock.ts";
