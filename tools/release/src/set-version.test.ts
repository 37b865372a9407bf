import { expect, test } from "vitest";
import { closeChangelog, setVersion } from "./set-version.ts";

const change = { from: "0.1.0", to: "0.2.0", ownNames: ["cartservice", "@hipstershop/rpc"] };

test.each([
  ["package.json", '"version": "0.1.0"', '"version": "0.2.0"'],
  ["libs/a/package.json", '"@hipstershop/rpc": "0.1.0"', '"@hipstershop/rpc": "0.2.0"'],
  ["a.yaml", "image: cartservice:0.1.0\n", "image: cartservice:0.2.0\n"],
  ["a.yaml", "image: pi:5000/shop:0.1.0", "image: pi:5000/shop:0.2.0"],
  ["a.json", '"image": "sampleapp:0.1.0"', '"image": "sampleapp:0.2.0"'],
  ["Dockerfile", "ARG VERSION=0.1.0", "ARG VERSION=0.2.0"],
  ["docs/a.md", "docker build -t $(basename $s):0.1.0 .", "docker build -t $(basename $s):0.2.0 ."],
])("%s: %j becomes %j", (file, text, changed) => expect(setVersion(file, text, change)).toBe(changed));

test.each([
  ["package.json", '"some-library": "0.1.0"'],
  ["a.yaml", "image: valkey/valkey:0.1.0"],
  ["a.yaml", "image: cartservice:0.1.0-rc1"],
  ["a.yaml", "image: cartservice:0.1.01"],
  ["docs/a.md", "version 0.1.0 of something"],
])("%s: %j stays", (file, text) => expect(setVersion(file, text, change)).toBe(text));

test("the changelog keeps an empty Unreleased above the new version", () => {
  expect(closeChangelog("# C\n\n## Unreleased\n\n- news\n", "0.2.0", "2026-12-01")).toBe(
    "# C\n\n## Unreleased\n\n## 0.2.0 · 2026-12-01\n\n- news\n",
  );
});

test("a changelog without Unreleased is refused", () => {
  expect(() => closeChangelog("# C\n", "0.2.0", "2026-12-01")).toThrow("Unreleased");
});
