// `node rerun/main.ts <program>`, in the folder of a package, for containers that `skaffold dev` keeps up to date: runs the program,
// and again whenever a file changes in the package or in one that it imports. It says what TypeScript has against them, too. Nothing
// that the program or its files do ends it: the container would be made anew from its image, and all that was copied into it be lost.
import { join, relative, resolve } from "node:path";
import { TypeCheck } from "./check-types.ts";
import { importedFolders, workspaceOf } from "./packages.ts";
import { Program } from "./program.ts";
import { watchFolders } from "./watch.ts";

const say = (text: string) => void process.stdout.write(`${text}\n`);
const folder = resolve(".");
/** skaffold prints what a dozen containers say under one name: ours is in the line. */
const place = relative(workspaceOf(folder), folder);
const types = new TypeCheck(folder, say);
/** When to check types, once the program has had its say; undefined when they are being checked, or have been. */
let due: "now" | "in turn" | undefined = "in turn";
const command = process.argv.slice(2);
const program = new Program(command, {
  name: join(place, command.join(" ")),
  say,
  settled() {
    if (due) types.soon(due);
    due = undefined;
  },
});

for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
process.on("uncaughtException", (error) => say(`rerun: ${error.stack ?? error.message}`));
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    types.cancel();
    program.end(() => process.exit(0));
  });
}

watchFolders(importedFolders(folder), (files) => {
  types.cancel();
  // A file of this package is nobody else's to check.
  due = files.every((file) => file.startsWith(folder)) ? "now" : "in turn";
  program.run();
});
program.run();
