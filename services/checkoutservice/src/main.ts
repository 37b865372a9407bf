import { run } from "@hipstershop/runtime";
import { readConfig } from "./config.ts";
import { startCheckoutService } from "./index.ts";

run("checkoutservice", readConfig, startCheckoutService);
