import { runCommand } from "../run.ts";

/** Runs docker and resolves to its trimmed output; rejects with the last lines of its error output. */
export async function runDocker(...args: readonly string[]): Promise<string> {
  const { stdout, stderr, code } = await runCommand("docker", args);
  if (code === 0) return stdout.trim();
  throw new Error(`docker ${args[0]}: ${stderr.split("\n").slice(-5).join("\n") || `code ${code}`}`);
}

/** Size in bytes of the layer that contains the program, above the layers that all images share. */
export async function layerBytes(image: string): Promise<number> {
  const history = await runDocker(
    "history",
    "--no-trunc",
    "--human=false",
    "--format",
    "{{.Size}} {{.CreatedBy}}",
    image,
  );
  const row = history.split("\n").find((line) => line.includes("COPY /app /app"));
  if (!row) throw new Error(`${image} has no layer with the program: ${history.slice(0, 200)}`);
  return Number.parseInt(row, 10);
}
