import type { RevisionStatus, RouterStatus, ServiceStatus } from "@hipstershop/revisions";
import { oneLine } from "@hipstershop/text";
import { type Cell, plainTable, terminalColumns } from "../terminal.ts";

/** As knctl writes the age of things: 44s, 2m, 4h, 3d. */
export function ageOf(since: string, nowMs = Date.now()): string {
  const seconds = Math.max(0, Math.floor((nowMs - Date.parse(since)) / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

/** Columns that a narrow terminal does without, the least important first. */
const EXPENDABLE = ["Annotations", "Conditions", "Pid", "Age", "Namespace", "Requests", "Ready", "Instances"];

/** A table as knctl's, which fits the terminal. */
function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const safe = rows.map((row) => row.map((cell) => (typeof cell === "string" ? oneLine(cell) : cell.map(oneLine))));
  return plainTable(head, safe, { width: terminalColumns(), expendable: EXPENDABLE });
}

function listing(title: string, text: string, counted: string): string {
  return `${title}\n\n${text}\n\n${counted}`;
}

/** How many of Knative's four conditions of a revision hold. */
function conditionsOf({ state }: RevisionStatus): string {
  return `${{ ready: 4, starting: 2, idle: 1, failed: 0 }[state]} OK / 4`;
}

function trafficOf({ percent }: RevisionStatus, service: ServiceStatus): string {
  return percent > 0 ? `${percent}% -> ${service.domain}` : "-";
}

/** The revisions of one service, newest first. */
export function revisionsOfService(service: ServiceStatus): string {
  const rows = service.revisions.toReversed().map((revision) => cellsOf(revision, service));
  return listing(
    `Revisions for service '${service.name}'`,
    table(["Name", "Tags", "Annotations", "Conditions", "Age", "Traffic"], rows),
    `${rows.length} revisions`,
  );
}

/** The revisions of all services. */
export function allRevisions(services: readonly ServiceStatus[]): string {
  const rows = services.flatMap((service) =>
    service.revisions.toReversed().map((one, i) => [i === 0 ? service.name : "~", ...cellsOf(one, service)]),
  );
  const head = ["Service", "Name", "Tags", "Annotations", "Conditions", "Age", "Traffic"];
  return listing("Revisions", table(head, rows), `${rows.length} revisions`);
}

function cellsOf(revision: RevisionStatus, service: ServiceStatus): readonly Cell[] {
  const tags = revision.tags.length > 0 ? revision.tags : ["-"];
  return [revision.name, tags, "-", conditionsOf(revision), ageOf(revision.createdAt), trafficOf(revision, service)];
}

/** One route a service. @param namespace undefined for those of all */
export function routesText(services: readonly ServiceStatus[], namespace: string | undefined): string {
  const rows = services.map((service) => [
    service.name,
    service.domain,
    trafficOfRoute(service),
    "-",
    `${service.revisions.some(({ percent }) => percent > 0) ? 3 : 1} OK / 3`,
    ageOf(service.createdAt),
  ]);
  const title = namespace === undefined ? "Routes" : `Routes in namespace '${namespace}'`;
  const head = ["Name", "Domain", "Traffic", "Annotations", "Conditions", "Age"];
  return listing(title, table(head, rows), `${rows.length} routes`);
}

function trafficOfRoute({ name, followsLatest, revisions }: ServiceStatus): readonly string[] {
  if (followsLatest) return [`100% -> ${name}`];
  return revisions.flatMap((one) => (one.percent > 0 ? [`${one.percent}% -> ${one.name}`] : [])).toReversed();
}

/** The router, as the one ingress that there is. */
export function ingressText({ router, startedAt }: RouterStatus): string {
  const { hostname, port } = new URL(router);
  const rows = [["knative-ingressgateway", hostname, port, ageOf(startedAt)]];
  return listing("Ingresses", table(["Name", "Addresses", "Ports", "Age"], rows), "1 ingresses");
}

export function domainsText({ domain, domains }: RouterStatus): string {
  const rows = domains.map((one) => [one, String(one === domain)]);
  return listing("Domains", table(["Name", "Default"], rows), `${rows.length} domains`);
}

export function servicesText(services: readonly ServiceStatus[]): string {
  const rows = services.map((one) => [one.name, one.namespace, one.domain, ageOf(one.createdAt)]);
  return listing("Services", table(["Name", "Namespace", "Domain", "Age"], rows), `${rows.length} services`);
}

/** The instances, which knctl and kubectl call pods. */
export function podsText(services: readonly ServiceStatus[]): string {
  const rows = services.flatMap(({ revisions }) =>
    revisions.flatMap((revision) =>
      revision.pods.map(({ name, pid, ready, inFlight, since }) => [
        name,
        ready ? "1/1" : "0/1",
        ready ? "Running" : "Starting",
        String(pid),
        String(inFlight),
        ageOf(since),
      ]),
    ),
  );
  return listing("Pods", table(["Name", "Ready", "Status", "Pid", "Requests", "Age"], rows), `${rows.length} pods`);
}

/** The router and every revision; what failed says why. */
export function statusText(status: RouterStatus): string {
  const rows = status.services.flatMap((service) =>
    service.revisions
      .toReversed()
      .map((revision) => [
        service.namespace,
        revision.name,
        revision.tags.join(", "),
        `${revision.percent}%`,
        String(revision.instances),
        revision.state,
        service.domain,
      ]),
  );
  const failed = status.services.flatMap(({ revisions }) => revisions.filter(({ reason }) => reason !== ""));
  const head = ["Namespace", "Revision", "Tags", "Traffic", "Instances", "State", "Host"];
  return [
    `router  ${status.router}  (pid ${status.pid})`,
    ...(status.metrics ? [`metrics ${status.metrics}`] : []),
    ...(rows.length > 0 ? ["", table(head, rows)] : ["", "nothing is deployed"]),
    ...failed.map(({ name, reason }) => `\n${name} failed: ${reason}`),
  ].join("\n");
}
