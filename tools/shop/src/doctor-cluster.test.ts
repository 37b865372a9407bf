import { expect, test } from "vitest";
import { examineCluster, type RunTool } from "./doctor-cluster.ts";

/** A cluster of one minikube node. */
function cluster(cpu: string, memory: string, containerRuntimeVersion: string): RunTool {
  const items = [
    { metadata: { name: "minikube" }, status: { capacity: { cpu, memory }, nodeInfo: { containerRuntimeVersion } } },
  ];
  return async (_, args) => (args.includes("nodes") ? JSON.stringify({ items }) : "v1\n");
}

const bad = async (run: RunTool) =>
  (await examineCluster(run)).filter(({ verdict }) => verdict === "bad").map(({ what }) => what);

test("a cluster as docs/minikube.md starts it has nothing to complain of", async () => {
  expect(await bad(cluster("3", "6063908Ki", "docker://28.4.0"))).toEqual([]);
});

test.each([
  ["two CPUs", cluster("2", "6063908Ki", "docker://28.4.0"), ["CPUs"]],
  ["4 GB", cluster("3", "4000000Ki", "docker://28.4.0"), ["memory"]],
  ["containerd", cluster("3", "6063908Ki", "containerd://2.1.4"), ["runtime"]],
])("%s: it says so", async (_, run, what) => expect(await bad(run)).toEqual(what));

test("without programs and cluster each is named with where to get it", async () => {
  const findings = await examineCluster(() => Promise.reject(new Error("ENOENT")));
  expect(findings.map(({ what, verdict }) => [what, verdict])).toEqual([
    ["kubectl", "bad"],
    ["skaffold", "bad"],
    ["docker", "bad"],
    ["cluster", "bad"],
  ]);
  expect(findings.at(-1)?.detail).toContain("minikube start --container-runtime=docker --cpus=3 --memory=6g");
});
