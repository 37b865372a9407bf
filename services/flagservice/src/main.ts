import { run } from "@hipstershop/runtime";
import { flagservice } from "./index.ts";

run(flagservice);
