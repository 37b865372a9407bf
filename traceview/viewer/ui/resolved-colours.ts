import { COLOURS } from "./colours.ts";

/** The service colours as they are now, light or dark, for those who paint on a canvas beside this element. */
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

/** A colour of the stylesheet's `--name`, as it is now. */
export function tokenColour(name: string): string {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
