import { run } from "@hipstershop/runtime";
import { shippingservice } from "./index.ts";

run(shippingservice);
