import { run } from "@hipstershop/runtime";
import { readConfig } from "./config.ts";
import { startRecommendationService } from "./index.ts";

run("recommendationservice", readConfig, startRecommendationService);
