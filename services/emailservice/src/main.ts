import { run } from "@hipstershop/runtime";
import { readConfig } from "./config.ts";
import { startEmailService } from "./index.ts";

run("emailservice", readConfig, startEmailService);
