import { run } from "@hipstershop/runtime";
import { readConfig } from "./config.ts";
import { startFlagService } from "./index.ts";

run("flagservice", readConfig, startFlagService);
