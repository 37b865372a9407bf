/// <reference lib="dom" />
import type { Moment } from "../recorder.ts";
import { drawCharts } from "./charts.ts";

drawCharts(JSON.parse(document.querySelector("#moments")?.textContent ?? "[]") as readonly Moment[]);
