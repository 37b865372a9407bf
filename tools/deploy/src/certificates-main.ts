// `npm run certificates -- <folder>` makes the files that kubernetes-manifests/components/tls mounts from a Secret.
import { callGraph } from "./call-graph.ts";
import { makeCertificates, namesOf, TLS_SECRET } from "./certificates.ts";

const [folder, namespace = "default"] = process.argv.slice(2);
if (!folder) {
  process.stderr.write("Usage: npm run certificates -- <folder> [namespace]\n");
  process.exit(2);
}
makeCertificates(
  folder,
  callGraph().flatMap(({ name }) => namesOf(name, namespace)),
);
const files = ["ca.crt", "tls.crt", "tls.key"].map((file) => `--from-file=${folder}/${file}`).join(" ");
process.stdout.write(`Certificates for a year are in ${folder}. Give them to the cluster, then remove the folder:
kubectl --namespace ${namespace} create secret generic ${TLS_SECRET} ${files}
`);
