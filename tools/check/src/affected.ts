/** Projects that a page's cost depends on: services, the libraries in them, and the trace store that runs beside them. */
const COSTS = /service$|^frontend$|^@hipstershop\/(contract|money|cards|telemetry|rpc|runtime|traceview)$/;

/**
 * What a commit touches, in words, from the lines of `nx show projects --affected`: for whoever reads CI's log to know
 * whether to run the benchmark. It fails nothing: how long things take on a shared machine is no test.
 */
export function describeAffected(lines: string): string {
  const projects = lines.split("\n").filter((line) => line !== "");
  if (projects.length === 0) return "no project";
  const costly = projects.filter((name) => COSTS.test(name));
  const advice =
    costly.length === 0
      ? "none of them is part of what a page costs"
      : `a page may cost something else now (${costly.join(", ")}): npm run bench -- --compare <figures of before>`;
  return `${projects.length} ${projects.length === 1 ? "project" : "projects"}: ${projects.join(", ")}\n${advice}`;
}
