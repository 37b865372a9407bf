import { run } from "@hipstershop/runtime";
import { training } from "./index.ts";

run(training);
