/** Characters and languages of a header that are looked at. Browsers send far less. */
const LENGTH_MAX = 500;
const LANGUAGES_MAX = 20;

/**
 * The locale that a visitor likes best among those that Intl knows, as language, script and region, such as "de-CH"; ""
 * when the header (Accept-Language) names none. Extensions are dropped: a header can't choose digits or calendars.
 */
export function localeOf(acceptLanguage: string | undefined): string {
  const wanted = (acceptLanguage ?? "")
    .slice(0, LENGTH_MAX)
    .split(",", LANGUAGES_MAX)
    .map(readLanguage)
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  for (const { tag } of wanted) {
    // "*" is as good as any: the caller's own format.
    if (tag === "*") return "";
    const locale = knownLocale(tag);
    if (locale !== "") return locale;
  }
  return "";
}

/** One entry of the header, such as "de-CH;q=0.8". One that can't be read has no weight. */
function readLanguage(entry: string): { readonly tag: string; readonly weight: number } {
  const [, tag = "", digits = "1"] = /^\s*([\w*-]+)\s*(?:;\s*q=(\d(?:\.\d*)?)\s*)?$/i.exec(entry) ?? [];
  return { tag, weight: tag === "" ? 0 : Number(digits) };
}

function knownLocale(tag: string): string {
  try {
    const { language, script, region } = new Intl.Locale(tag);
    const locale = [language, script, region].filter((part) => part !== undefined).join("-");
    return Intl.NumberFormat.supportedLocalesOf(locale).length > 0 ? locale : "";
  } catch {
    return "";
  }
}
