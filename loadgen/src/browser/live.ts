/// <reference lib="dom" />
import type { LiveState } from "../ui/live-state.ts";
import { Charts } from "./charts.ts";
import { moments } from "./moments.ts";

/** The page with the controls: told every second how the run goes. */
export function live(form: HTMLFormElement): void {
  const start = document.querySelector<HTMLButtonElement>("#start")!;
  const stop = document.querySelector<HTMLButtonElement>("#stop")!;
  const [say, tiles, overTime, tables] = [found("#say"), found("#tiles"), found("#over-time"), found("#tables")];
  const charts = new Charts(moments);
  /** Whether the last thing said is why a run could not be started. */
  let refused = false;

  function show({ running, sentence, moments: rows, ...html }: LiveState): void {
    start.disabled = running;
    stop.disabled = !running;
    if (say.textContent !== sentence && (running || !refused)) say.textContent = sentence;
    tiles.innerHTML = html.tiles;
    overTime.hidden = rows.length === 0;
    if (rows.length > 0) charts.show(rows);
    // Nothing is taken away from under somebody who reads it with the keyboard.
    if (!running || !tables.contains(document.activeElement)) tables.innerHTML = html.tables;
  }

  async function send(path: string, body: Readonly<Record<string, string>>): Promise<void> {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    refused = !answer.ok;
    if (refused) say.textContent = await answer.text();
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

function found(selector: string): HTMLElement {
  return document.querySelector<HTMLElement>(selector)!;
}
