import { run } from "@hipstershop/runtime";
import { emailservice } from "./index.ts";

run(emailservice);
