import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { lexer, type Token, type Tokens } from "marked";
import type { Lab, Scene } from "./lab.ts";

/** Blocks of Markdown, as marked reads them. */
export type Blocks = readonly Token[];

/** What a lab's README.md says, by its sections. */
export interface LabTexts {
  readonly story: Blocks;
  readonly task: Blocks;
  /** One step after the other. */
  readonly hints: readonly Blocks[];
  readonly inRealLife: Blocks;
  /** What stands in them as code: names of clicks, among others. */
  readonly code: ReadonlySet<string>;
}

const README = "README.md";
const FIRST = /^01-/;

/** Searched upwards: a bundle is not in the same place as the sources. */
function findLabs(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const first = readdirSync(folder).find((name) => FIRST.test(name));
    if (first !== undefined && existsSync(join(folder, first, README))) return folder;
    if (folder === dirname(folder)) throw new Error(`no folder above ${start} holds the labs`);
  }
}

const root = findLabs(import.meta.dirname);
const folders = readdirSync(root).filter((name) => /^\d\d-/.test(name));
const read = new Map<string, LabTexts>();

/** The lab's folder, which is its permalink. */
export function permalinkOf({ id }: Lab): string {
  return folders.find((name) => name.startsWith(`${id}-`)) ?? id;
}

/** The lab's texts. They are read once. */
export function textsOf(lab: Lab): LabTexts {
  const known = read.get(lab.id);
  if (known) return known;
  const texts = readTexts(readFileSync(join(root, permalinkOf(lab), README), "utf8"));
  read.set(lab.id, texts);
  return texts;
}

/** The sections of a README. One that is missing is empty. */
export function readTexts(markdown: string): LabTexts {
  const sections = new Map<string, Token[]>();
  let blocks: Token[] = [];
  for (const token of lexer(markdown)) {
    if (isHeading(token)) sections.set(token.text.toLowerCase(), (blocks = []));
    else if (token.type !== "space") blocks.push(token);
  }
  const section = (name: string): Blocks => sections.get(name) ?? [];
  return {
    story: section("story"),
    task: section("task"),
    hints: section("hints").flatMap((token) => (isList(token) ? token.items.map(({ tokens }) => tokens) : [])),
    inRealLife: section("in real life"),
    code: new Set([...markdown.matchAll(/`([^`\n]+)`/g)].map(([, text = ""]) => text)),
  };
}

/**
 * The name of a click, where the lab's texts use it, or for those numbered what they have in common; "" where they
 * don't, since it might be the answer.
 */
export function shownName(lab: Lab, click: string): string {
  const { code } = textsOf(lab);
  return code.has(click) || code.has(click.replace(/\d+$/, "")) ? click : "";
}

/** The addresses among what a lab chose, such as pages of the viewer: the learner is to see them. Other facts may be answers. */
export function linksIn(facts: Scene["facts"]): readonly { readonly name: string; readonly url: string }[] {
  return Object.entries(facts).flatMap(([name, url]) =>
    typeof url === "string" && /^https?:\/\//.test(url) ? [{ name, url }] : [],
  );
}

/**
 * The file of this repository that a link in a lab's texts leads to, such as "docs/runbook.md#pagesfail"; undefined for
 * addresses elsewhere.
 */
export function fileOfLink(href: string): string | undefined {
  return href.startsWith("../") ? posix.join("labs/lab", href) : undefined;
}

function isHeading(token: Token): token is Tokens.Heading {
  return token.type === "heading";
}

/** Whether the block is a list. */
export function isList(token: Token): token is Tokens.List {
  return token.type === "list";
}
