import { run } from "@hipstershop/runtime";
import { readConfig } from "./config.ts";
import { startProductCatalogService } from "./index.ts";

run("productcatalogservice", readConfig, startProductCatalogService);
