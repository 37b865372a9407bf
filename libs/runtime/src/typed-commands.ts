import { basename } from "node:path";

/** Whether this is the bundle that an image or an archive of `npm run pack` holds. */
const isBundle = basename(process.argv[1] ?? "") === "main.cjs";

const SCRIPT = process.platform === "win32" ? "shop" : "./shop";

/** What a user types here: commands of npm in a clone of the repository, and those of the bundle elsewhere. */
export const TYPED = isBundle
  ? ({
      shop: SCRIPT,
      start: SCRIPT,
      load: `${SCRIPT} load`,
      loadOptions: `${SCRIPT} load`,
      lab: `${SCRIPT} lab`,
      labOptions: `${SCRIPT} lab`,
    } as const)
  : ({
      shop: "npx shop",
      start: "npm start",
      load: "npm run load",
      loadOptions: "npm run load --",
      lab: "npm run lab",
      labOptions: "npm run lab --",
    } as const);

/** Throws in a bundle, which lacks the sources. */
export function needsSources(what: string): void {
  if (isBundle) throw new Error(`${what} needs a clone of the repository; this is a bundle of it`);
}
