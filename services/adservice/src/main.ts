import { run } from "@hipstershop/runtime";
import { readConfig } from "./config.ts";
import { startAdService } from "./index.ts";

run("adservice", readConfig, startAdService);
