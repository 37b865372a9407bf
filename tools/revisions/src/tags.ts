import type { Revision, Service } from "./model.ts";

/** Which revision had a tag before it was moved. */
export type FormerTags = ReadonlyMap<string, Revision>;

export function moveTag({ revisions }: Pick<Service, "revisions">, to: Revision, tag: string): void {
  for (const revision of revisions) revision.tags = revision.tags.filter((one) => one !== tag);
  to.tags.push(tag);
}

/** The new revision gets the tags; the last ready one before it is the previous one, as with knctl. */
export function moveTags(service: Service, revision: Revision, further: readonly string[]): FormerTags {
  const former = new Map(service.revisions.flatMap((one) => one.tags.map((tag) => [tag, one] as const)));
  for (const tag of ["latest", ...further]) moveTag(service, revision, tag);
  moveTag(service, previousOf(service, revision), "previous");
  return former;
}

/** The first revision is also its previous one. One that failed is no place to roll back to. */
export function previousOf({ revisions }: Service, revision: Revision): Revision {
  return revisions.findLast((one) => one !== revision && one.isReady) ?? revision;
}

/**
 * Takes the tags from a revision that has failed. Each goes back to whom it was taken from, unless it has moved on since:
 * another deployment may have been faster. `latest` and `previous` always have a place when any revision is ready.
 */
export function returnTags(service: Service, failed: Revision, former: FormerTags): void {
  const [lost, wasLatest] = [failed.tags, failed.tags.includes("latest")];
  failed.tags = [];
  const ready = service.revisions.filter(({ isReady }) => isReady);
  const last = ready.at(-1);
  for (const tag of wasLatest ? new Set([...lost, "previous"]) : lost) {
    const before = former.get(tag);
    const to = before && ready.includes(before) ? before : last;
    if (to && (before || tag === "latest" || tag === "previous")) moveTag(service, to, tag);
  }
}
