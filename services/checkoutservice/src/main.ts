import { run } from "@hipstershop/runtime";
import { checkoutservice } from "./index.ts";

run(checkoutservice);
