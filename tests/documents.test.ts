import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { anchorsOf, linesOf, linksOf } from "./support/markdown.ts";
import { read, root, sourceFiles } from "./support/workspace.ts";

const LINE_CHARACTERS_MAX = 120;
/**
 * Lines that may be longer, by file and beginning. A table row can't be broken: make the table narrower first. These two
 * repeat what `npm run load -- --help` says, word for word.
 */
const LONG_LINES: readonly (readonly [file: string, beginning: string])[] = [
  ["loadgen/README.md", "| `--threshold <limit>` |"],
  ["loadgen/README.md", "| `--verify-traces [time]` |"],
];

const documents = sourceFiles(/\.md$/).map((file) => ({ file, text: read(file) }));

/** "file:line: so many characters" of each line that is too long. */
function longLines(file: string, text: string): string[] {
  return linesOf(text)
    .filter(({ text: { length } }) => length > LINE_CHARACTERS_MAX)
    .filter((line) => !LONG_LINES.some(([where, beginning]) => where === file && line.text.startsWith(beginning)))
    .map((line) => `${file}:${line.number}: ${line.text.length} characters`);
}

/** "file:line: link" of each relative link that leads nowhere. */
function brokenLinks(file: string, text: string): string[] {
  return linksOf(file, text)
    .filter(({ path, anchor }) => {
      if (path === file) return anchor !== undefined && !anchorsOf(text).has(anchor);
      const target = join(root, path);
      if (path.startsWith("..") || !existsSync(target)) return true;
      return anchor !== undefined && !(statSync(target).isFile() && anchorsOf(read(path)).has(anchor));
    })
    .map(({ number, href }) => `${file}:${number}: ${href}`);
}

const GENERATED = "libs/contract/src/gen";
const files = [...sourceFiles(/./), ...readdirSync(join(root, GENERATED)).map((name) => `${GENERATED}/${name}`)];
const folders = new Set(files.flatMap((file) => [...file.matchAll(/\//g)].map(({ index }) => file.slice(0, index))));
/** Paths that are not in the repository: within images, or written by a command. */
const ELSEWHERE = ["build/src/main.cjs"];

const SOURCE_PATH = /`([\w-][\w./-]*\.(?:ts|mjs|cjs|proto|css))`/g;
const FOLDER_PATH = /`((?:libs|services|tools|tests|src|docs|traceview|loadgen|labs|kubernetes-manifests)\/[\w/-]+)`/g;

/** "file:line: path" of each path in backticks that is neither a file's or a folder's, nor the end of one's. */
function unknownPaths(file: string, text: string): string[] {
  return linesOf(text)
    .filter(({ isCode }) => !isCode)
    .flatMap(({ number, text: line }) =>
      [...line.matchAll(SOURCE_PATH), ...line.matchAll(FOLDER_PATH)]
        .map(([, path = ""]) => path.replace(/\/$/, ""))
        .filter((path) => !ELSEWHERE.includes(path))
        .filter((path) => ![...folders, ...files].some((known) => known === path || known.endsWith(`/${path}`)))
        .map((path) => `${file}:${number}: ${path}`),
    );
}

describe("every document", () => {
  test("has lines of at most 120 characters", () => {
    expect(documents.length).toBeGreaterThan(50);
    expect(documents.flatMap(({ file, text }) => longLines(file, text))).toEqual([]);
  });

  test.each(LONG_LINES)("%s has the long line that begins with %s", (file, beginning) => {
    const found = linesOf(read(file)).filter(({ text }) => text.startsWith(beginning));
    expect(found.map(({ text }) => text.length > LINE_CHARACTERS_MAX)).toEqual([true]);
  });

  test("links only to files and headings that exist", () => {
    expect(documents.flatMap(({ file, text }) => brokenLinks(file, text))).toEqual([]);
    expect(documents.flatMap(({ file, text }) => linksOf(file, text)).length).toBeGreaterThan(50);
  });
});

test("every document names only files and folders that exist", () => {
  expect(documents.flatMap(({ file, text }) => unknownPaths(file, text))).toEqual([]);
});

describe("the table of exports in the README of", () => {
  const exporting = documents.filter(({ text }) => text.includes("\n| export |"));
  test("several packages is compared", () => expect(exporting.length).toBeGreaterThan(8));

  test.each(exporting)("$file names only what its package exports", ({ file, text }) => {
    const index = read(file.replace("README.md", "src/index.ts"));
    const [, table = ""] = /\n\| export \|.*\n.*\n((?:\|.*\n?)+)/.exec(text) ?? [];
    const names = table
      .split("\n")
      .flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`(\w+)/g)].map(([, name]) => name));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(index))).toEqual([]);
  });
});

describe("the rules for documents notice", () => {
  test("a line of 121 characters, in prose and in code", () => {
    const text = ["x".repeat(120), "é".repeat(121), "```", "x".repeat(121), "```"].join("\n");
    expect(longLines("docs/a.md", text)).toEqual(["docs/a.md:2: 121 characters", "docs/a.md:4: 121 characters"]);
  });

  test("a file or folder that is not there, but not what is written elsewhere", () => {
    const text =
      "`libs/rpc/src/client.ts` `src/client.ts` `libs/rpc` `libs/rcp` `clint.ts`\n`build/src/main.cjs` `a.b`";
    expect(unknownPaths("docs/a.md", text)).toEqual(["docs/a.md:1: clint.ts", "docs/a.md:1: libs/rcp"]);
  });

  test("a link to a file that is not there, above the root, or to a heading that is none", () => {
    const text = [
      "# A page, and `code`",
      "[a](nowhere.md) [b](../README.md) [c](../../x) [d](#a-page-and-code) [e](#b)",
      "![f](../README.md#hipster-shop) [g](../README.md#nothing) [h](https://example.com/x) `[i](nowhere)`",
    ].join("\n");
    expect(brokenLinks("docs/a.md", text)).toEqual([
      "docs/a.md:2: nowhere.md",
      "docs/a.md:2: ../../x",
      "docs/a.md:2: #b",
      "docs/a.md:3: ../README.md#nothing",
    ]);
  });
});

describe("the decisions", () => {
  const pages = sourceFiles(/^docs\/decisions\/\d{4}-[a-z0-9-]+\.md$/).toSorted((a, b) => (a < b ? -1 : 1));

  test("are numbered without a gap, in the file's name and in its heading", () => {
    expect(pages.map((file) => Number(/\/(\d{4})-/.exec(file)?.[1]))).toEqual(pages.map((_, i) => i + 1));
    expect(pages.map((file) => Number(/^# (\d+)\. \S/.exec(read(file))?.[1]))).toEqual(pages.map((_, i) => i + 1));
  });

  test("are all listed in their index, under their headings", () => {
    const index = read("docs/decisions/README.md");
    const rows = pages.map((file) => {
      const [, number = "", title = ""] = /^# (\d+)\. (.+)$/m.exec(read(file)) ?? [];
      return `${number}. [${title}](${file.slice("docs/decisions/".length)})`;
    });
    expect(index.split("\n").filter((line) => /^\d+\. /.test(line))).toEqual(rows);
  });
});
