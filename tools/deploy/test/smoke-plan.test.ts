import { expect, test } from "vitest";
import { type Parts, partsOf } from "../src/cluster/parts.ts";
import { planFor } from "../src/cluster/plan.ts";
import { visitorsJob } from "../src/cluster/rolling-restart.ts";
import { networkPolicies } from "../src/network-policies.ts";
import { baseFiles, has, rendered, type Resource } from "./support.ts";

const WISHES = { waitMs: 0, image: "", services: "", restart: true };
const deploymentsOf = (objects: readonly Resource[]) =>
  objects.filter(({ kind }) => kind === "Deployment").map(({ metadata }) => metadata.name);
/** Names of the checks; skipped ones begin with a dash. */
const planned = (parts: Parts, wishes = WISHES) =>
  planFor(parts, wishes, () => {}).map(({ what, check }) =>
    "without" in check ? `– ${what}: ${check.without}` : what,
  );

const EVERYTHING = [
  "pods are Ready",
  "nothing was restarted",
  "an order goes through",
  "Prometheus sees everything",
  "traces are whole",
  "network policies",
  "a rolling restart fails nobody",
  "nothing was restarted since",
];

test("base lacks nothing, and all is asked", () => {
  const parts = partsOf(deploymentsOf(baseFiles()));
  expect(parts).toEqual({ onePod: false, prometheus: true, tailSampling: false, lacking: [] });
  expect(planned(parts)).toEqual(EVERYTHING);
});

test("nothing is restarted when that is not wished", () => {
  expect(planned(partsOf(deploymentsOf(baseFiles())), { ...WISHES, restart: false })).toEqual(EVERYTHING.slice(0, 6));
});

test("an empty namespace lacks everything, and is no shop in one pod", () => {
  const { onePod, lacking } = partsOf([]);
  expect(onePod).toBe(false);
  expect(lacking).toContain("frontend");
});

test("visitors carry the labels that the network policies know", () => {
  const { labels } = (visitorsJob("loadgenerator:0.1.0") as { spec: { template: { metadata: { labels: object } } } })
    .spec.template.metadata;
  const namesAllowed = { "app.kubernetes.io/part-of": "hipster-shop" };
  const selected = networkPolicies().map((one) => (one as { spec: { podSelector: { matchLabels: object } } }).spec);
  expect(selected.map(({ podSelector }) => podSelector.matchLabels)).toEqual(
    expect.arrayContaining([namesAllowed, { app: "loadgenerator" }]),
  );
  expect(labels).toEqual({ ...namesAllowed, app: "loadgenerator" });
});

test("a service that is not deployed is named", () => {
  const without = deploymentsOf(baseFiles()).filter((name) => name !== "adservice");
  expect(partsOf(without).lacking).toEqual(["adservice"]);
});

test.skipIf(!has("kubectl", "version", "--client"))(
  "traces-light: targets are not asked, everything else is (needs kubectl)",
  () => {
    const parts = partsOf(deploymentsOf(rendered("overlays/traces-light")));
    expect(parts.lacking).toEqual(["Prometheus", "Grafana"]);
    expect(planned(parts)).toEqual(
      EVERYTHING.map((what) =>
        what === "Prometheus sees everything" ? `– ${what}: there is no Prometheus here` : what,
      ),
    );
  },
);

test.skipIf(!has("kubectl", "version", "--client"))(
  "k3s-tiny: one pod, which is replaced without visitors (needs kubectl)",
  () => {
    const parts = partsOf(deploymentsOf(rendered("overlays/k3s-tiny")));
    expect(parts.lacking).toEqual(["separate services", "Prometheus", "Grafana", "a load generator"]);
    expect(planned(parts).slice(3)).toEqual([
      "– Prometheus sees everything: there is no Prometheus here",
      "traces are whole",
      "– network policies: the services are in one pod",
      "– a rolling restart fails nobody: the shop is one pod, and closed while that is replaced",
      "the pod is replaced",
      "nothing was restarted since",
    ]);
  },
);

test.skipIf(!has("kubectl", "version", "--client"))("scale: a collector chooses the traces (needs kubectl)", () => {
  expect(partsOf(deploymentsOf(rendered("overlays/scale"))).tailSampling).toBe(true);
});
