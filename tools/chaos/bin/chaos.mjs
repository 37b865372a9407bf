#!/usr/bin/env node
import { runUnderNode24 } from "../../bootstrap.mjs";

await runUnderNode24(new URL("../src/main.ts", import.meta.url).href);
