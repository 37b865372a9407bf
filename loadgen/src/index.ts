export { runCommand } from "./command/command.ts";
export { readConfig } from "./config.ts";
