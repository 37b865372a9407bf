import { run } from "@hipstershop/runtime";
import { adservice } from "./index.ts";

run(adservice);
