// `node open-shop.ts <state folder> <on|off> <here|processes>`: the shop with all faults off, as `npm start` opens it ("on"), or
// without anything that could make one act ("off"). Prints its status as JSON; SIGINT ends it.
import type { Launch } from "@hipstershop/shop/launch";
import { launchHere } from "@hipstershop/shop/launch-here";
import { launchProcess } from "@hipstershop/shop/launch-process";
import { startShop } from "@hipstershop/shop";
import { processVariables } from "@hipstershop/runtime";

const [, , stateFolder = "", faults, where] = process.argv;
const start = where === "processes" ? launchProcess : launchHere;
const none = faults === "off" ? { FLAG_SERVICE_ADDR: "", FAULTS_FROM_BAGGAGE: "off" } : {};
const launch: Launch = (service, variables, events) => start(service, { ...variables, ...none }, events);
const shop = await startShop({
  host: "127.0.0.1",
  portBase: 0,
  launch,
  stateFolder,
  variables: processVariables(),
  events: { printLine: () => {}, onChange: () => {} },
});
process.once("SIGINT", () => void shop[Symbol.asyncDispose]().then(() => process.exit(0)));
process.stdout.write(`${JSON.stringify({ ...(await shop.status()), pid: process.pid })}\n`);
