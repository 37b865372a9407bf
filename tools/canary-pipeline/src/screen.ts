import Table from "cli-table3";
import { oneLine } from "@hipstershop/text";
import { createLogUpdate } from "log-update";
import colors from "picocolors";
import type { Stage, StageStatus } from "./stages.ts";

/** Where the table is shown: standard error. */
export interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export interface ScreenOptions {
  readonly output: Output;
  readonly stages: () => readonly Stage[];
  /** Lines below the table. */
  readonly footer: () => readonly string[];
}

const LOOK_EVERY_MS = 250;
const COLUMNS = 100;
/** What a row needs beside its note: a name (35), a status (9), seconds (7), and what surrounds the four. */
const BESIDE_NOTE = 64;
/** In a narrower terminal there is no table, but a line or two for each stage. */
const TABLE_COLUMNS_MIN = 90;

const PAINT: Readonly<Record<StageStatus, (text: string) => string>> = {
  waiting: colors.dim,
  running: colors.cyan,
  succeeded: colors.green,
  failed: colors.red,
  skipped: colors.dim,
  cancelled: colors.yellow,
};

/** The stages as a table that changes in place; where there is no terminal, a line whenever a stage ends. */
export class Screen implements Disposable {
  readonly #options: ScreenOptions;
  readonly #update: ReturnType<typeof createLogUpdate> | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #told = new Map<string, string>();

  constructor(options: ScreenOptions) {
    this.#options = options;
    const { isTTY, columns, rows } = options.output;
    // Some terminals do not know their size: nothing could be redrawn there.
    if (!isTTY || !columns || !rows) return;
    this.#update = createLogUpdate(options.output);
    this.#timer = setInterval(() => this.draw(), LOOK_EVERY_MS);
  }

  /** Shows what has changed. */
  draw(): void {
    const { output, stages, footer } = this.#options;
    if (this.#update) return this.#update([stageTable(stages(), output.columns), ...footer()].join("\n"));
    for (const stage of stages()) {
      const known = this.#told.get(stage.name) ?? "";
      const line = stageLine(stage);
      if (stage.status === "waiting" || line === known) continue;
      this.#told.set(stage.name, line);
      output.write(`${line}\n`);
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.draw();
    this.#update?.done();
  }
}

/** The stages as a table of this width, or as a list where that is too narrow. */
export function stageTable(stages: readonly Stage[], columns = COLUMNS): string {
  if (columns < TABLE_COLUMNS_MIN) return stages.map(narrowRow).join("\n");
  const table = new Table({
    head: ["stage", "", "", ""].map((title) => colors.dim(title)),
    style: { head: [], border: [] },
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    colWidths: [null, null, null, columns - BESIDE_NOTE + 2],
    wordWrap: true,
  });
  for (const stage of stages) {
    const paint = PAINT[stage.status];
    table.push([paint(stage.name), paint(stage.status), secondsOf(stage), oneLine(stage.note)]);
  }
  return table.toString();
}

function narrowRow(stage: Stage): string {
  const head = `${PAINT[stage.status](stage.status)} ${stage.name} ${secondsOf(stage)}`.trimEnd();
  return stage.note === "" ? head : `${head}\n  ${oneLine(stage.note)}`;
}

/** Of a stage that runs, only what stays true is told: the rest changes all the time. */
function stageLine(stage: Stage): string {
  const { name, status, found, note } = stage;
  if (status === "running") return oneLine(`${name} …${found && ` ${found}`}`);
  const took = secondsOf(stage);
  return oneLine(`${name}: ${status}${took && ` (${took})`}${note && `; ${note}`}`);
}

function secondsOf({ startedAt, endedAt = Date.now(), status }: Stage): string {
  if (startedAt === undefined || status === "waiting") return "";
  return `${((endedAt - startedAt) / 1000).toFixed(1)} s`;
}
