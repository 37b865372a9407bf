import type { ViewerAssets } from "./assets.ts";

/** The page may load its own script, style and images, and query the store's API. */
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/**
 * The viewer's HTML page, a single-page application. Links are root-relative.
 * @param traceId hex digits only: the JSON of this trace is preloaded in parallel with the script.
 */
export function viewerPage(
  { script, style, icon }: ViewerAssets,
  basePath: string,
  traceId: string | undefined,
): string {
  const preload = traceId && `\n<link rel="preload" href="/api/traces/${traceId}" as="fetch" crossorigin>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="base-path" content="${basePath}">
<title>Hipster Shop traces</title>
<link rel="icon" href="/assets/${icon}" type="image/svg+xml">
<link rel="stylesheet" href="/assets/${style}">
<script type="module" src="/assets/${script}"></script>${preload ?? ""}
</head>
<body>
<div id="app"></div>
<noscript>
<p>The viewer needs JavaScript. Without it, read traces in a terminal: <code>npx shop trace list</code> and
<code>npx shop trace show &lt;id&gt;</code>, or as JSON: <a href="/api/traces?limit=20">/api/traces</a>.</p>
</noscript>
</body>
</html>
`;
}
