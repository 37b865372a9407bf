/// <reference lib="dom" />
import type { CapacityStep } from "../report/capacity-report.ts";
import type { Moment } from "../figures/timeline.ts";
import { Charts } from "./charts.ts";
import { startLivePage } from "./live.ts";
import { moments } from "./moments.ts";
import { steps } from "./steps.ts";

/** The JSON data in the element with this id; undefined when the page has no such element. */
function dataOf(id: string): unknown {
  const text = document.querySelector(id)?.textContent;
  return text ? JSON.parse(text) : undefined;
}

const run = dataOf("#moments") as readonly Moment[] | undefined;
const search = dataOf("#steps") as readonly CapacityStep[] | undefined;
const controls = document.querySelector<HTMLFormElement>("#controls");
if (run) new Charts(moments).showRows(run);
if (search) new Charts(steps).showRows(search);
if (controls) startLivePage(controls);
