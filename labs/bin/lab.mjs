#!/usr/bin/env node
import { runUnderNode24 } from "../../tools/bootstrap.mjs";

await runUnderNode24(new URL("../src/command/main.ts", import.meta.url).href);
