import { run } from "@hipstershop/runtime";
import { paymentservice } from "./index.ts";

run(paymentservice);
