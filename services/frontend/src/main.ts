import { run } from "@hipstershop/runtime";
import { frontend } from "./index.ts";

run(frontend);
