import type { Revision, Service, Share, State } from "./model.ts";

/** Which revision a request gets, and why. */
export interface Choice {
  readonly revision: Revision;
  readonly percent: number;
  readonly reason: "only one" | "by percentage" | "kept";
}

/** Where a request goes, in spans and metrics. */
export interface Target {
  /** namespace/service */
  readonly route: string;
  readonly revision: string;
}

export function targetOf({ name, namespace }: Service, revision: Revision): Target {
  return { route: `${namespace}/${name}`, revision: revision.name };
}

/** The host name that leads to a service. */
export function hostOf({ name, namespace }: Service, domain: string): string {
  return `${name}.${namespace}.${domain}`;
}

/**
 * The service of a Host header, whatever its port. Besides the domains that were created there is "localhost", which browsers
 * and curl resolve to this machine; a lone service also answers at the address itself.
 */
export function serviceOfHost(state: State, header: string): Service | undefined {
  const host = header.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
  const [only, ...others] = state.services;
  if (only && others.length === 0 && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(host)) return only;
  const domains = [...state.domains, "localhost"];
  return state.services.find((service) => domains.some((domain) => hostOf(service, domain) === host));
}

/** The percentages in effect: the given ones, or all for the newest revision that is ready. */
export function sharesOf(service: Service): readonly Share[] {
  if (service.shares.length > 0) return service.shares;
  const newest = service.revisions.findLast(({ isReady }) => isReady);
  return newest ? [{ revision: newest.name, percent: 100 }] : [];
}

export function percentOf(service: Service, revision: Revision): number {
  return sharesOf(service).find((share) => share.revision === revision.name)?.percent ?? 0;
}

/**
 * Chooses by the percentages with a number from 0 to below 1; a visitor of a sticky route keeps the revision `kept` as long as
 * it gets traffic. Undefined when no revision is ready.
 */
export function chooseRevision(service: Service, random: number, kept: string | undefined): Choice | undefined {
  const shares = sharesOf(service).filter(({ percent }) => percent > 0);
  const choice = (share: Share | undefined, reason: Choice["reason"]): Choice | undefined => {
    const revision = service.revisions.find(({ name }) => name === share?.revision);
    return share && revision && { revision, percent: share.percent, reason };
  };
  const [only, ...others] = shares;
  if (others.length === 0) return choice(only, "only one");
  const keptShare = service.isSticky ? shares.find(({ revision }) => revision === kept) : undefined;
  if (keptShare) return choice(keptShare, "kept");
  let left = random * 100;
  return choice(shares.find(({ percent }) => (left -= percent) < 0) ?? shares.at(-1), "by percentage");
}
