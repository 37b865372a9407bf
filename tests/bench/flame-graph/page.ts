// The script of a flame graph's page, in the browser.
import flamegraph from "d3-flame-graph";
import { select } from "d3-selection";
import type { FlameGraphData } from "./pages.ts";

const elementOf = <T extends Element>(id: string, kind: new () => T): T => {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
};
const MARGIN_PX = 32;

const { title, about, unit, root } = JSON.parse(elementOf("data", HTMLScriptElement).textContent) as FlameGraphData;
document.title = title;
elementOf("title", HTMLElement).textContent = title;
elementOf("about", HTMLElement).textContent = about;

const text = (name: string, value: number) =>
  `${name}: ${value.toFixed(1)} ${unit}, ${((value / root.value) * 100).toFixed(1)} %`;
const found = elementOf("found", HTMLElement);
const chart = flamegraph()
  .width(document.documentElement.clientWidth - MARGIN_PX)
  .minFrameSize(1)
  .transitionDuration(0)
  .inverted(true)
  .sort((a, b) => b.value - a.value)
  .setLabelHandler(({ data }) => text(data.name, data.value))
  .setSearchHandler((_, value) => (found.textContent = text("found", value)))
  .setDetailsElement(elementOf("details", HTMLElement));
select(elementOf("chart", HTMLElement)).datum(root).call(chart);

const search = elementOf("search", HTMLInputElement);
search.addEventListener("input", () => {
  found.textContent = "";
  if (search.value === "") chart.clear();
  else chart.search(search.value);
});
elementOf("reset", HTMLButtonElement).addEventListener("click", () => chart.resetZoom());
