/** Span attribute of the span in which a fault acts: `name:variant`; several are joined by `+`. */
export const APP_FAULT = "app.fault";
/** Span attribute with faults that were asked for and did not act, with the reason. */
export const APP_FAULT_IGNORED = "app.fault.ignored";
/** Baggage key of the faults of one request: `name:variant`, several joined by `+`. */
export const SHOP_FAULT = "shop.fault";
/** Beside faults in `shop.fault`: they act without marks in the spans, for incidents that somebody is to find. */
export const UNMARKED = "unmarked";
/** Baggage key that names the learner on whose behalf a request is made; targeting rules can use it. */
export const SHOP_LEARNER = "shop.learner";
/** Header, or metadata of an rpc, with the same content as the baggage member: for callers without baggage. */
export const FAULT_HEADER = "x-shop-fault";
/** Counter of acting faults, by name and variant. */
export const FAULTS_COUNTER = "app_faults_total";
/** The variant that every fault has, and its default. */
export const OFF = "off";
