/** The sum of all series of a metric in what a service has for Prometheus. */
export function metricSum(exposition: string, name: string): number {
  const series = exposition.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return series.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
}
