import { charts, escaped } from "../report/html-report.ts";
import type { RunSettings } from "../settings.ts";

export function livePage({ target, users, rate, model }: RunSettings): string {
  const option = (value: string, text: string) =>
    `<option value="${value}"${value === model ? " selected" : ""}>${text}</option>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Load generator</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
<script type="module" src="/live.js"></script>
</head>
<body>
<header>
<h1>Load generator</h1>
<p>visits ${escaped(target)}</p>
</header>
<main>
<form id="controls">
<label>Model <select name="model">${option("closed", "closed: users")}${option("open", "open: arrivals")}</select></label>
<label>Users <input name="users" type="number" min="1" max="10000" value="${users}" required></label>
<label>Rate per second <input name="rate" type="number" min="0.1" max="100000" step="any" value="${rate}" required></label>
<button id="start" type="submit">Start</button>
<button id="stop" type="button" disabled>Stop</button>
</form>
<p id="say" role="status"></p>
<div id="figures"></div>
${charts("")}
</main>
</body>
</html>
`;
}
