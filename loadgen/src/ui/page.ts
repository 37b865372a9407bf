import type { PlaceLink } from "@hipstershop/web";
import { momentCharts, escapeHtml } from "../report/html-report.ts";
import type { RunSettings } from "../settings/settings.ts";
import { type Form, formOf } from "./form.ts";

/** What the head and the header of every page need. */
export interface Frame {
  /** Addresses of the script and the stylesheet. */
  readonly script: string;
  readonly style: string;
  /** The shop that is visited. */
  readonly target: string;
  readonly places: readonly PlaceLink[];
}

/** The live page: form, and empty places for figures, charts and tables. */
export function livePage(frame: Frame, settings: RunSettings): string {
  return page(
    frame,
    `<h1>Load generator</h1>
<p class="quiet">visits ${escapeHtml(frame.target)}</p>
${controlsForm(formOf(settings))}
<p id="say" role="status"></p>
<div id="over-time" hidden>
${momentCharts("")}
</div>
<div id="tiles"></div>
<div id="tables"></div>`,
  );
}

/** A request that can't be done. */
export function problemPage(frame: Frame, status: number, message: string): string {
  return page(
    { ...frame, script: "" },
    `<p class="quiet">${status}</p>
<h1>${escapeHtml(message)}</h1>
<p><a class="standalone" href="/">To the load generator</a></p>`,
  );
}

function page({ script, style, places }: Frame, content: string): string {
  const links = places.map(({ name, url }) => `<li><a href="${escapeHtml(url)}">${name}</a></li>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Load generator</title>
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style}">
${script === "" ? "" : `<script type="module" src="${script}"></script>`}
</head>
<body>
<header class="bar">
<a class="brand" href="/">${LOGO}<span>Hipster Shop <span class="brand-part">load</span></span></a>
<nav aria-label="Places"><ul><li><a href="/">Load</a></li>${links.join("")}</ul></nav>
</header>
<main>
${content}
</main>
</body>
</html>
`;
}

/** The storefront's logo.svg: the page loads no pictures. */
const LOGO = `<svg viewBox="0 0 96 96" width="44" height="44" aria-hidden="true" focusable="false">
  <path d="M30 8h36q5 0 8 4l14 20q2 3 2 7v43q0 8-8 8H14q-8 0-8-8V39q0-4 2-7l14-20q3-4 8-4z" fill="#b2472e"/>
  <path d="M74 12l14 20q2 3 2 7v43q0 8-8 8H66q8-40 0-82 5 0 8 4z" fill="#8a321d" opacity=".7"/>
  <circle cx="48" cy="24" r="7" fill="#fff6dd"/><circle cx="48" cy="24" r="3.5" fill="#23302b"/>
  <path d="M48 53c-7-9-18-9-22-1-3 6-8 7-14 5 4 13 15 16 24 12 7-3 11-6 12-10 1 4 5 7 12 10 9 4 20 1 24-12-6 2-11 1-14-5-4-8-15-8-22 1z" fill="#fff6dd"/>
</svg>`;

function controlsForm({ model, users, rate, think, stages, duration }: Form): string {
  const option = (value: string, text: string) =>
    `<option value="${value}"${value === model ? " selected" : ""}>${text}</option>`;
  const field = (name: keyof Form, title: string, value: string, attributes = "") =>
    `<label>${title} <input name="${name}" value="${escapeHtml(value)}" autocomplete="off" ${attributes}></label>`;
  return `<form id="controls">
<label>Model <select name="model">${option("closed", "closed: users")}${option("open", "open: arrivals")}</select></label>
${field("users", "Users", users, 'type="number" min="1" max="10000" required')}
${field("rate", "Rate per second", rate, 'type="number" min="0.1" max="100000" step="any" required')}
${field("think", "Think time", think, 'placeholder="1s-10s" required')}
${field("duration", "Duration", duration, 'placeholder="until stopped"')}
${field("stages", "Stages, not users or rate", stages, 'class="wide" placeholder="30s:10,1m:50"')}
<button id="start" type="submit">Start</button>
<button id="stop" type="button" disabled>Stop</button>
</form>`;
}
