import { run } from "@hipstershop/runtime";
import { currencyservice } from "./index.ts";

run(currencyservice);
