import { momentCharts, escapeHtml } from "../report/html-report.ts";
import type { RunSettings } from "../settings/settings.ts";
import { type Form, formOf } from "./form.ts";

/** The live page: form, and empty places for figures, charts and tables. */
export function livePage(settings: RunSettings): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Load generator</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
<script type="module" src="/page.js"></script>
</head>
<body>
<header>
<h1>Load generator</h1>
<p>visits ${escapeHtml(settings.target)}</p>
</header>
<main>
${controlsForm(formOf(settings))}
<p id="say" role="status"></p>
<div id="tiles"></div>
<div id="over-time" hidden>
${momentCharts("")}
</div>
<div id="tables"></div>
</main>
</body>
</html>
`;
}

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
