import { run } from "@hipstershop/runtime";
import { readConfig } from "./config.ts";
import { startShippingService } from "./index.ts";

run("shippingservice", readConfig, startShippingService);
