/** Which requests an effect is for, by a property of the request; the others are left alone. */
export interface Only {
  /** A field that the request has, or what is derived from one; see request-facts.ts. */
  readonly fact: "currency" | "country" | "user" | "product" | "cardBrand";
  readonly is?: readonly string[];
  readonly isNot?: readonly string[];
  /** A share of the values, 0 to 1: the same values every time. */
  readonly share?: number;
}

/** How often an effect acts on the requests that it is for; always when empty. */
export interface Often {
  readonly percent?: number;
  /** On every n-th request. */
  readonly everyNth?: number;
}

/** How trace headers are written on one edge. `shortIds`: B3 with ids of 64 bits. */
export type HeaderFormat = "b3multi" | "b3single" | "w3c" | "none" | "shortIds" | "lostParent" | "notSampled";

/** What happens. The engine has one function for each kind: src/effects. Times are in milliseconds. */
export type Effect =
  | { readonly kind: "delay"; readonly ms: number; readonly only?: Only }
  | { readonly kind: "longTail"; readonly ms: number; readonly share: number }
  | {
      readonly kind: "fail";
      /** A gRPC status name. */
      readonly status: string;
      readonly message: string;
      readonly often?: Often;
      readonly only?: Only;
      /** Trailing metadata, such as a decline reason. */
      readonly metadata?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "hang";
      /** The work is done first, and its answer is what nobody gets. */
      readonly afterWork?: boolean;
    }
  | { readonly kind: "oneAtATime"; readonly holdMs: number }
  | { readonly kind: "blockEventLoop"; readonly ms: number }
  | { readonly kind: "leak"; readonly bytes: number; readonly maxBytes: number }
  | { readonly kind: "round"; readonly mode: "up" | "down" }
  | { readonly kind: "switch"; readonly name: string }
  | { readonly kind: "awaitCalls"; readonly rpc: string }
  | { readonly kind: "retryStorm"; readonly attempts: number }
  | { readonly kind: "callBefore"; readonly rpc: string; readonly pauseMs: number }
  | { readonly kind: "sequentialCalls" }
  | { readonly kind: "batchCalls"; readonly rounding?: string }
  | { readonly kind: "renumberEnum"; readonly field: string; readonly numbers: Readonly<Record<string, string>> }
  | { readonly kind: "cache"; readonly ttlMs: number; readonly slowMs: number; readonly growth: number }
  | { readonly kind: "headers"; readonly format: HeaderFormat }
  | { readonly kind: "dropBaggage" }
  | { readonly kind: "clockSkew"; readonly ms: number }
  | { readonly kind: "collectorAway" }
  | { readonly kind: "queueFull"; readonly maxQueueSize: number }
  | { readonly kind: "manyLabels"; readonly maxSeries: number }
  | { readonly kind: "successRate"; readonly percent: number };
