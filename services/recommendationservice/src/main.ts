import { run } from "@hipstershop/runtime";
import { recommendationservice } from "./index.ts";

run(recommendationservice);
