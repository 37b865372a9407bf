// `node shop-in-one-process.ts <state folder>`: the shop in one process, as `npm start` opens it. Prints the storefront's address;
// SIGINT ends it.
import { processVariables } from "@hipstershop/runtime";
import { startShop } from "@hipstershop/shop";
import { launchHere } from "@hipstershop/shop/launch-here";

const [, , stateFolder = ""] = process.argv;

async function main(): Promise<void> {
  const shop = await startShop({
    host: "127.0.0.1",
    portBase: 0,
    launch: launchHere,
    stateFolder,
    variables: processVariables(),
    events: { printLine: () => {}, onChange: () => {} },
  });
  process.once("SIGINT", () => void shop[Symbol.asyncDispose]().then(() => process.exit(0)));
  process.stdout.write(`${(await shop.status()).frontend}\n`);
}

await main();
