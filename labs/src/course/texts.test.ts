import { describe, expect, test } from "vitest";
import { LABS } from "./registry.ts";
import { linksIn, permalinkOf, readTexts, shownName, textsOf } from "./texts.ts";

describe.each(LABS.map((lab) => [lab.folder, lab] as const))("the texts of %s", (folder, lab) => {
  test("have a story, a task, hints and what it is in real life", () => {
    const { story, task, hints, inRealLife } = textsOf(lab);
    expect([story, task, hints, inRealLife].map(({ length }) => length > 0)).toEqual([true, true, true, true]);
    expect(hints.length).toBeGreaterThanOrEqual(3);
    expect(permalinkOf(lab)).toBe(folder);
  });
});

test("a section that is missing is empty, and hints are the items of the list", () => {
  const { story, task, hints } = readTexts("# A\n\n## Story\n\nOnce.\n\n## Hints\n\n1. one `a`\n2. two\n");
  expect(story.map(({ raw }) => raw.trim())).toEqual(["Once."]);
  expect(task).toEqual([]);
  expect(hints).toHaveLength(2);
});

test("a click is named where the texts name it, and not where the name may be the answer", () => {
  const [first] = LABS;
  const compared = LABS.find(({ id }) => id === "05");
  expect(first && shownName(first, "own")).toBe("");
  if (compared) expect(shownName(compared, "second")).toBe("second");
});

test("of what a lab chose only addresses are shown", () => {
  expect(linksIn({ witness: "adFailure", count: 3, metrics: "http://127.0.0.1:9101/metrics" })).toEqual([
    { name: "metrics", url: "http://127.0.0.1:9101/metrics" },
  ]);
});
