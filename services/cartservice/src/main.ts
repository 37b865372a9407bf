import { run } from "@hipstershop/runtime";
import { readConfig } from "./config.ts";
import { startCartService } from "./index.ts";

run("cartservice", readConfig, startCartService);
