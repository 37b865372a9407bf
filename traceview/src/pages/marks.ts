import { counted } from "./format.ts";
import { markup, type Markup } from "./markup.ts";

/** A word in the colour of errors behind a name; nothing when there is no error. */
export function errorMark(errors: number): Markup | false {
  return errors > 0 && markup` <span class="mark error">${counted(errors, "error")}</span>`;
}

/** A word in the colour of warnings, for spans whose parent is missing. */
export function orphanMark(orphans: number): Markup | false {
  return orphans > 0 && markup` <span class="mark warning">${counted(orphans, "parent")} missing</span>`;
}
