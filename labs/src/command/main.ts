import { outliveReaders } from "@hipstershop/outputs";
import { runCommand } from "./command.ts";

outliveReaders();
void runCommand(process.argv.slice(2)).then((code) => process.exit(code));
