/// <reference lib="dom" />
import type { LiveState } from "../ui/live-state.ts";
import { drawCharts } from "./charts.ts";

const form = document.querySelector<HTMLFormElement>("#controls")!;
const figures = document.querySelector<HTMLElement>("#figures")!;
const say = document.querySelector<HTMLElement>("#say")!;
const start = document.querySelector<HTMLButtonElement>("#start")!;
const stop = document.querySelector<HTMLButtonElement>("#stop")!;

function show({ running, sentence, moments, html }: LiveState): void {
  start.disabled = running;
  stop.disabled = !running;
  if (say.textContent !== sentence) say.textContent = sentence;
  // Nothing is taken away from under somebody who reads it with the keyboard.
  if (!running || !figures.contains(document.activeElement)) figures.innerHTML = html;
  drawCharts(moments);
}

async function send(path: string, body: Readonly<Record<string, string>>): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) say.textContent = await answer.text();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void send("/start", Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value as string])));
});
stop.addEventListener("click", () => void send("/stop", {}));
new EventSource("/events").addEventListener("message", ({ data }: MessageEvent<string>) =>
  show(JSON.parse(data) as LiveState),
);
