/// <reference lib="dom" />
import type { CapacityStep } from "../report/capacity-report.ts";
import type { Moment } from "../figures/timeline.ts";
import { Charts } from "./charts.ts";
import { live } from "./live.ts";
import { moments } from "./moments.ts";
import { steps } from "./steps.ts";

/** Of the element with this id; undefined when the page has none. */
function dataOf(id: string): unknown {
  const text = document.querySelector(id)?.textContent;
  return text ? JSON.parse(text) : undefined;
}

const run = dataOf("#moments") as readonly Moment[] | undefined;
const search = dataOf("#steps") as readonly CapacityStep[] | undefined;
const controls = document.querySelector<HTMLFormElement>("#controls");
if (run) new Charts(moments).show(run);
if (search) new Charts(steps).show(search);
if (controls) live(controls);
