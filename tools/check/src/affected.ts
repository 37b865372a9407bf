/** Projects that affect the cost of a page: services, their libraries, and the trace store that runs beside them. */
const COSTS = /service$|^frontend$|^@hipstershop\/(contract|money|cards|telemetry|rpc|runtime|traceview)$/;

/**
 * Describes the output of `nx show projects --affected` for readers of CI's log, with the advice to run the benchmark when a page
 * may cost more. It never fails the build: durations on a shared machine are not reliable enough for that.
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
