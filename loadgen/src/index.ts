export { runCommand } from "./command/command.ts";
