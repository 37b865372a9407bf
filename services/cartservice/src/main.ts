import { run } from "@hipstershop/runtime";
import { cartservice } from "./index.ts";

run(cartservice);
