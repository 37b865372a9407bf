export { type Html, html, type Part } from "./html.ts";
export { isCrossSite, isRebindable } from "./same-site.ts";
