import type { Span } from "@hipstershop/telemetry";

/** As much of a key as a span has room for; real categories are shorter. */
const KEY_MAX = 40;

/** What "Retrieve Ads" had to go by, told to its span. */
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
