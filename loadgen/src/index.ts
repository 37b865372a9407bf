export { runCommand } from "./command.ts";
export { readConfig } from "./config.ts";
