import { pathOf } from "../url.ts";
import { useEffect, useState } from "preact/hooks";

const PAGES = /^\/($|\?|search|trace\/|compare|dependencies|monitor|glossary)/;
const listeners = new Set<() => void>();

/** Opens a page of the viewer without reloading the document. */
export function goTo(address: string, how: "push" | "replace" = "push"): void {
  if (how === "push") history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  if (how === "push") scrollTo(0, 0);
  for (const listener of listeners) listener();
}

/** The current URL as state. */
export function useUrl(): URL {
  const [href, setHref] = useState(location.href);
  useEffect(() => {
    const update = (): void => setHref(location.href);
    listeners.add(update);
    addEventListener("popstate", update);
    return () => {
      listeners.delete(update);
      removeEventListener("popstate", update);
    };
  }, []);
  return new URL(href);
}

/** Follows links within the viewer without a reload; not those for a new tab, a download or the API. */
export function followLinks(): void {
  document.addEventListener("click", (event) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    const href = link?.getAttribute("href") ?? "";
    if (!link || !PAGES.test(pathOf(href) ?? "") || link.hasAttribute("download") || link.hasAttribute("target"))
      return;
    event.preventDefault();
    goTo(href);
  });
}
