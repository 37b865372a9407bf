import { hold } from "@hipstershop/locks";

// `node keep.ts <lock>`: takes it, says so, and keeps it until its end.
hold(process.argv[2] ?? "", "a test's process");
process.stdout.write("held\n");
setInterval(() => {}, 60_000);
