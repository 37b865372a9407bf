import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";

const file = join(import.meta.dirname, "../../../kubernetes-manifests/base/prometheus/prometheus.yml");
/** The second job of base's configuration asks the shop's Services. */
const JOB = ["scrape_configs", 1];

const names = z.looseObject({ names: z.array(z.string()) });
const configuration = z.looseObject({
  scrape_configs: z.tuple([z.unknown(), z.looseObject({ dns_sd_configs: z.tuple([names]) })]),
});

/** Names that answer with one address per pod, also with none: of headless Services, called <job>-metrics. */
export interface HeadlessTargets {
  readonly jobs: readonly string[];
  readonly port: number;
}

/** base's configuration of Prometheus with further targets. Services that are among their jobs are asked there only. */
export function prometheusWith({ jobs, port }: HeadlessTargets): string {
  const document = parseDocument(readFileSync(file, "utf8"));
  const [, shop] = configuration.parse(document.toJS()).scrape_configs;
  const others = shop.dns_sd_configs[0].names.filter((name) => !jobs.includes(name));
  const names = jobs.map((job) => `${job}-metrics`);
  document.setIn([...JOB, "dns_sd_configs", 0, "names"], document.createNode(others));
  document.addIn([...JOB, "dns_sd_configs"], document.createNode({ type: "A", port, refresh_interval: "15s", names }));
  document.setIn([...JOB, "relabel_configs", 0, "regex"], "(.+?)(-metrics)?");
  return document.toString({ lineWidth: 0 });
}
