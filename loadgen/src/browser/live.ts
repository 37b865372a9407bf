/// <reference lib="dom" />
import type { LiveState } from "../ui/live-state.ts";
import { Charts } from "./charts.ts";
import { moments } from "./moments.ts";

/** Connects the live page to the server: its form starts and stops runs, and the state that the server sends is shown. */
export function startLivePage(form: HTMLFormElement): void {
  const start = document.querySelector<HTMLButtonElement>("#start")!;
  const stop = document.querySelector<HTMLButtonElement>("#stop")!;
  const [status, tiles, overTime, tables] = [
    elementAt("#say"),
    elementAt("#tiles"),
    elementAt("#over-time"),
    elementAt("#tables"),
  ];
  const charts = new Charts(moments);
  /** Whether the text shown is the reason why a run could not be started. */
  let refused = false;

  function show({ running, sentence, moments: rows, ...html }: LiveState): void {
    start.disabled = running;
    stop.disabled = !running;
    if (status.textContent !== sentence && (running || !refused)) status.textContent = sentence;
    tiles.innerHTML = html.tiles;
    overTime.hidden = rows.length === 0;
    if (rows.length > 0) charts.showRows(rows);
    // While a run is under way, tables that have the keyboard focus are not replaced.
    if (!running || !tables.contains(document.activeElement)) tables.innerHTML = html.tables;
  }

  async function send(path: string, body: Readonly<Record<string, string>>): Promise<void> {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    refused = !answer.ok;
    if (refused) status.textContent = await answer.text();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send("/start", Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value as string])));
  });
  stop.addEventListener("click", () => void send("/stop", {}));
  new EventSource("/events").addEventListener("message", ({ data }: MessageEvent<string>) =>
    show(JSON.parse(data) as LiveState),
  );
}

function elementAt(selector: string): HTMLElement {
  return document.querySelector<HTMLElement>(selector)!;
}
