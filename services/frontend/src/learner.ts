import { type Context, LEARNER_BAGGAGE, withBaggageMember } from "@hipstershop/telemetry";

/** The cookie of the training pages with the name under which someone learns; browsers send it to every port of a host. */
export const LEARNER_COOKIE = "shop_learner";
const COOKIE = new RegExp(String.raw`(?:^|;\s*)${LEARNER_COOKIE}=([^;]{1,360})(?:;|$)`);
const NAME_LENGTH_MAX = 40;

/** The context with the learner's name in its baggage, unless the caller's baggage has one. */
export function withLearner(context: Context, cookies: string | undefined): Context {
  const name = nameIn(cookies);
  return name === "" ? context : withBaggageMember(context, LEARNER_BAGGAGE, name);
}

function nameIn(cookies = ""): string {
  const [, text = ""] = COOKIE.exec(cookies) ?? [];
  try {
    const name = decodeURIComponent(text).trim();
    return name.length <= NAME_LENGTH_MAX && !/[\p{C}]/u.test(name) ? name : "";
  } catch {
    return "";
  }
}
