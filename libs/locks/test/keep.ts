import { holdLock } from "@hipstershop/locks";

// `node keep.ts <lock>`: takes the lock, prints that, and holds it until the process ends.
holdLock(process.argv[2] ?? "", "a test's process");
process.stdout.write("held\n");
setInterval(() => {}, 60_000);
