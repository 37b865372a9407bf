import { asset, drawingOf } from "./assets.ts";
import { type Html, html } from "@hipstershop/web";
import { safeUrl } from "./links.ts";

interface PictureOptions {
  readonly baseUrl: string;
  readonly path: string;
  /** Empty when the product's name is beside the picture. */
  readonly alt: string;
  /** Loaded at once, since it is visible without scrolling. */
  readonly first: boolean;
}

export function picture({ baseUrl, path, alt, first }: PictureOptions): Html {
  const drawing = drawingOf(path);
  const source = drawing === undefined ? safeUrl(baseUrl, path) : `${baseUrl}${asset(drawing)}`;
  const shown = source ?? `${baseUrl}${asset("logo.svg")}`;
  const loading = first ? html` fetchpriority="high"` : html` loading="lazy"`;
  return html`<img class="picture" src="${shown}" alt="${alt}" width="600" height="600" decoding="async" ${loading} />`;
}
