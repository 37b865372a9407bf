import { html } from "@hipstershop/web";
import { type Frame, layout } from "./layout.ts";

/** A request that can't be done, where the faults page would not help. */
export function problemPage(frame: Frame, status: number, message: string): string {
  return layout(
    frame,
    html`<section class="page-top" aria-labelledby="problem-title">
      <p class="eyebrow">${status}</p>
      <h1 id="problem-title">${frame.title}</h1>
      <p class="error-message">${message}</p>
      <p class="actions">
        <a class="standalone" href="/course">To the course</a> <a class="standalone" href="/faults">To the faults</a>
      </p>
    </section>`,
  );
}
