import { COLOURS } from "./colours.ts";

/** The service colours of the current colour scheme, for drawing on a canvas next to this element. */
export function resolvedColours(beside: Element): ReadonlyMap<string, string> {
  const probe = document.createElement("span");
  probe.hidden = true;
  beside.after(probe);
  const colours = new Map<string, string>();
  for (let index = 0; index < COLOURS; index += 1) {
    probe.className = `svc-${index} probe`;
    colours.set(`svc-${index}`, getComputedStyle(probe).color);
  }
  probe.remove();
  return colours;
}

/** The current value of the stylesheet's `--name`. */
export function tokenColour(name: string): string {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
