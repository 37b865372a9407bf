import { run } from "@hipstershop/runtime";
import { productcatalogservice } from "./index.ts";

run(productcatalogservice);
