export { birthOf } from "./birth.ts";
export { HeldError, holderOf, holdLock, runExclusively } from "./lock.ts";
export { describeHolder, type Holder, isHere } from "./holder.ts";
export { shopLock } from "./shop-lock.ts";
