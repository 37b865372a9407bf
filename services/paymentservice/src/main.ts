import { run } from "@hipstershop/runtime";
import { readConfig } from "./config.ts";
import { startPaymentService } from "./index.ts";

run("paymentservice", readConfig, startPaymentService);
