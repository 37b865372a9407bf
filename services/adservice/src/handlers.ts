import type { AdService } from "@hipstershop/contract";
import type { Handlers } from "@hipstershop/rpc";
import { inSpan, type Telemetry } from "@hipstershop/telemetry";
import { adsFor, randomAds } from "./ads.ts";
import { adsChosen } from "./events.ts";

/** Maximum number of context keys; further ones are ignored. Products have fewer categories. */
const CONTEXT_KEYS_MAX = 100;

export function adHandlers(
  telemetry: Telemetry,
  random: () => number = Math.random,
): Handlers<typeof AdService.definition> {
  return {
    /** hipstershop.AdService/GetAds */
    getAds({ contextKeys }, { context }) {
      const keys = contextKeys.slice(0, CONTEXT_KEYS_MAX);
      return inSpan(telemetry, "Retrieve Ads", { parent: context, attributes: { method: "getAds" } }, async (span) => {
        const found = adsFor(keys);
        const ads = found.length > 0 ? found : randomAds(random);
        adsChosen(span, keys, found.length, ads.length);
        return { ads: [...ads] };
      });
    },
  };
}
