import { run } from "../run.ts";

/** Runs docker and gives what it printed, trimmed; rejects with the end of what it complained about. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { out, complaint, code } = await run("docker", args);
  if (code === 0) return out.trim();
  throw new Error(`docker ${args[0]}: ${complaint.split("\n").slice(-5).join("\n") || `code ${code}`}`);
}

/** Bytes of the layer that holds the program: the one on top of those which all images share. */
export async function layerBytes(image: string): Promise<number> {
  const history = await docker("history", "--no-trunc", "--human=false", "--format", "{{.Size}} {{.CreatedBy}}", image);
  const row = history.split("\n").find((line) => line.includes("COPY /app /app"));
  if (!row) throw new Error(`${image} has no layer with the program: ${history.slice(0, 200)}`);
  return Number.parseInt(row, 10);
}
