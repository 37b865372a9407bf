// `node rerun/main.ts <program>`, in the folder of a package, for the containers of `skaffold dev`: runs the program and restarts it
// whenever a file of the package, or of a package that it imports, has changed. It also prints type errors. It never ends by itself:
// the container would then be recreated from its image, without the files that skaffold has copied into it.
import { join, relative, resolve } from "node:path";
import { TypeCheck } from "./check-types.ts";
import { importedFolders, workspaceOf } from "./packages.ts";
import { Program } from "./program.ts";
import { watchFolders } from "./watch.ts";

const printLine = (text: string) => void process.stdout.write(`${text}\n`);
const folder = resolve(".");
/** skaffold prefixes the lines of all containers with the same name: ours is in the line. */
const place = relative(workspaceOf(folder), folder);
const types = new TypeCheck(folder, printLine);
/** How to check types once the program has started; undefined when the check is scheduled or done. */
let due: "now" | "in turn" | undefined = "in turn";
const command = process.argv.slice(2);
const program = new Program(command, {
  name: join(place, command.join(" ")),
  printLine,
  onSettled() {
    if (due) types.scheduleCheck(due);
    due = undefined;
  },
});

for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
process.on("uncaughtException", (error) => printLine(`rerun: ${error.stack ?? error.message}`));
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    types.cancelCheck();
    program.stop(() => process.exit(0));
  });
}

watchFolders(importedFolders(folder), (files) => {
  types.cancelCheck();
  // Other containers restart only for files of shared packages.
  due = files.every((file) => file.startsWith(folder)) ? "now" : "in turn";
  program.restart();
});
program.restart();
