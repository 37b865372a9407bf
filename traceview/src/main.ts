import { outliveReaders } from "@hipstershop/outputs";
import { harmless } from "@hipstershop/text";
import { CommanderError } from "commander";
import { traceStoreCommand } from "./command-line.ts";

outliveReaders();
// No top-level await: the image's bundle is CommonJS.
traceStoreCommand("traces")
  .exitOverride()
  .parseAsync()
  .catch((error: Error) => {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    process.stderr.write(`${harmless(error.message)}\n`);
    process.exitCode = 1;
  });
