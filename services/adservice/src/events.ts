import type { Span } from "@hipstershop/telemetry";

/** Maximum characters of a key in a span; real categories are shorter. */
const KEY_MAX = 40;

/** Reports the choice of ads to the span "Retrieve Ads". */
export function adsChosen(span: Span, contextKeys: readonly string[], found: number, answered: number): void {
  span.setAttributes({
    "app.ads.context_keys": contextKeys.map((key) => key.slice(0, KEY_MAX).toWellFormed()),
    "app.ads.count": answered,
  });
  if (contextKeys.length === 0) span.addEvent("no context given, random ads chosen");
  else if (found === 0)
    span.addEvent("no ads for this context, random ads chosen", { "app.ads.context_keys.count": contextKeys.length });
  else span.addEvent("ads chosen by context", { "app.ads.context_keys.count": contextKeys.length });
}
