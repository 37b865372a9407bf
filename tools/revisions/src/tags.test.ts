import { expect, test } from "vitest";
import { DEFAULT_SCALE, type Revision, type Service } from "./model.ts";
import { moveTags, returnTags } from "./tags.ts";

const revision = (name: string, tags: readonly string[], isReady = true): Revision => ({
  name,
  command: "",
  folder: "/",
  env: {},
  files: "",
  tags: [...tags],
  createdAt: "",
  isReady,
  failure: "",
});

function service(...revisions: readonly Revision[]): Service {
  const known = { name: "hello", namespace: "default", createdAt: "", counted: 3, shares: [], isSticky: false };
  return { ...known, scale: DEFAULT_SCALE, revisions: [...revisions] };
}

const tagsOf = ({ revisions }: Service) => Object.fromEntries(revisions.map(({ name, tags }) => [name, tags]));

test("a failed revision gives each tag back to whom it was taken from", () => {
  const failed = revision("c", [], false);
  const hello = service(revision("a", ["previous", "blue"]), revision("b", ["latest"]), failed);
  const former = moveTags(hello, failed, ["blue", "new"]);
  expect(tagsOf(hello)).toEqual({ a: [], b: ["previous"], c: ["latest", "blue", "new"] });
  returnTags(hello, failed, former);
  expect(tagsOf(hello)).toEqual({ a: ["blue", "previous"], b: ["latest"], c: [] });
});

test("what a later deployment has taken meanwhile stays there", () => {
  const [failed, later] = [revision("b", [], false), revision("c", [], false)];
  const hello = service(revision("a", ["latest", "previous", "blue"]), failed, later);
  const former = moveTags(hello, failed, ["blue"]);
  moveTags(hello, later, []);
  later.isReady = true;
  returnTags(hello, failed, former);
  expect(tagsOf(hello)).toEqual({ a: ["previous", "blue"], b: [], c: ["latest"] });
});

test("after a router was killed during a start, the newest ready revision is the latest one", () => {
  const failed = revision("c", ["latest", "blue"], false);
  const hello = service(revision("a", []), revision("b", ["previous"]), failed);
  returnTags(hello, failed, new Map());
  expect(tagsOf(hello)).toEqual({ a: [], b: ["latest", "previous"], c: [] });
});
