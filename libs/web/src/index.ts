export { localeOf } from "./accept-language.ts";
export { DATA_HEADERS, hashSource } from "./answer-headers.ts";
export { CompressedFiles, compressPage, encodingFor, isCompressible } from "./compression.ts";
export { type Html, html, ownMarkup, type Part } from "./html.ts";
export { isFromHere, PageToken } from "./page-token.ts";
export { type PlaceLink, placeLinks } from "./place-links.ts";
export { RouteMethods } from "./route-methods.ts";
export { isCrossSite, isRebindable } from "./same-site.ts";
export { visitorLink } from "./visitor-links.ts";
