import { run } from "@hipstershop/runtime";
import { readConfig } from "./config.ts";
import { startCurrencyService } from "./index.ts";

run("currencyservice", readConfig, startCurrencyService);
