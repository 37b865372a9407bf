import { services } from "@hipstershop/shop/topology";

const LINE_CHARACTERS_MAX = 116;

/** The call graph as a Mermaid flowchart, as README shows it. */
export function shopDiagram(): string {
  const calling = services.filter(({ calls }) => calls.length > 0).toReversed();
  const isCalled = (name: string) => services.some(({ calls }) => calls.includes(name));
  const alone = services.filter(({ name, calls }) => calls.length === 0 && !isCalled(name));
  return [
    "flowchart LR",
    "  browser([browser]) --> frontend",
    ...calling.flatMap(({ name, calls }) => edgesOf(name, calls)),
    ...alone.map(({ name }) => `  ${name}["${name}: which faults are on, for all services"]`),
  ].join("\n");
}

/** `  a --> b & c`, in several lines where one would be too long. */
function edgesOf(name: string, calls: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const call of calls) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + call.length + 3 <= LINE_CHARACTERS_MAX)
      lines[lines.length - 1] = `${line} & ${call}`;
    else lines.push(`  ${name} --> ${call}`);
  }
  return lines;
}
