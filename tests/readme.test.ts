import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { shopDiagram } from "./support/shop-diagram.ts";
import { read, root } from "./support/workspace.ts";

const readme = read("README.md");

test("the diagram of README is that of the topology", () => {
  const [, shown = ""] = /```mermaid\n([^]*?)\n```/.exec(readme) ?? [];
  expect(shown).toBe(shopDiagram());
  expect(shopDiagram()).toContain("  recommendationservice --> productcatalogservice");
});

test("README says in six lines what a span is, and shows one picture that loads quickly", () => {
  const [, text = ""] = /\n## What is a span\?\n\n([^]*?)\n\n/.exec(readme) ?? [];
  expect(text.split("\n").length).toBeLessThanOrEqual(6);
  const pictures = [...readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, file = ""]) => file);
  expect(pictures).toEqual(["docs/pictures/waterfall.webp"]);
  for (const file of pictures) expect(statSync(join(root, file)).size).toBeLessThan(150_000);
});
