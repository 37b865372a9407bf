import { outliveReaders } from "@hipstershop/outputs";
import { processEnv } from "@hipstershop/runtime";
import { runCommand } from "./command/command.ts";

outliveReaders();
void runCommand(process.argv.slice(2), processEnv()).then((code) => process.exit(code));
