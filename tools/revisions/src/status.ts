import type { RevisionStatus, RouterStatus, Revision, Service } from "./model.ts";
import type { Revisions } from "./revisions.ts";
import { hostOf, percentOf } from "./routes.ts";

/** What `shop revision status --json` prints. */
export function statusOf(
  revisions: Revisions,
  { router, metrics, startedAt }: Pick<RouterStatus, "router" | "metrics" | "startedAt">,
): RouterStatus {
  const { domain, domains, services } = revisions.state;
  return {
    router,
    metrics,
    pid: process.pid,
    startedAt,
    domain,
    domains,
    services: services.map((service) => ({
      name: service.name,
      namespace: service.namespace,
      domain: hostOf(service, domain),
      followsLatest: service.shares.length === 0,
      sticky: service.isSticky,
      createdAt: service.createdAt,
      scale: service.scale,
      revisions: service.revisions.map((revision) => revisionStatus(revisions, service, revision)),
    })),
  };
}

function revisionStatus(revisions: Revisions, service: Service, revision: Revision): RevisionStatus {
  const pool = revisions.poolOf(service, revision.name);
  const instances = pool?.instances ?? [];
  return {
    name: revision.name,
    tags: revision.tags,
    percent: percentOf(service, revision),
    instances: instances.length,
    state: stateOf(
      revision,
      instances.some(({ isReady }) => isReady),
      pool?.isStarting ?? false,
    ),
    reason: revision.failure,
    createdAt: revision.createdAt,
    pods: instances.map(({ name, pid, isReady, inFlight, startedAt }) => ({
      name,
      pid,
      ready: isReady,
      inFlight,
      since: new Date(startedAt).toISOString(),
    })),
  };
}

function stateOf({ failure }: Revision, hasReady: boolean, isStarting: boolean): RevisionStatus["state"] {
  if (failure) return "failed";
  if (hasReady) return "ready";
  return isStarting ? "starting" : "idle";
}
