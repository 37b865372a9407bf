import { run } from "@hipstershop/runtime";
import { readConfig } from "./config.ts";
import { startFrontend } from "./index.ts";

run("frontend", readConfig, startFrontend);
