import { expect, test } from "vitest";
import { packages, read, sourceFiles } from "./support/workspace.ts";

const { version } = JSON.parse(read("package.json")) as { version: string };

test("every package, and every package's need of another, has the root's version", () => {
  const own = new Set(packages().map(({ name }) => name));
  for (const { folder } of packages()) {
    const manifest = JSON.parse(read(`${folder}/package.json`)) as {
      version: string;
      dependencies?: Record<string, string>;
    };
    expect(manifest.version, folder).toBe(version);
    for (const [name, wanted] of Object.entries(manifest.dependencies ?? {})) {
      if (own.has(name)) expect(wanted, `${folder}: ${name}`).toBe(version);
    }
  }
});

test("the shop's images have it as their tag in every manifest, and as their label", () => {
  const images = [...packages().map(({ name }) => name), "traces", "shop"].join("|");
  const manifests = sourceFiles(/^kubernetes-manifests\/.*\.yaml$/).map(read);
  const tags = manifests.flatMap((text) => [...text.matchAll(new RegExp(`image: (?:${images}):(\\S+)`, "g"))]);
  expect(tags.length).toBeGreaterThan(15);
  expect([...new Set(tags.map(([, tag]) => tag))]).toEqual([version]);
  expect(read("Dockerfile")).toContain(`ARG VERSION=${version}\n`);
});
