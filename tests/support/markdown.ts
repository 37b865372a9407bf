import { posix } from "node:path";

/** One line of a Markdown file, counted from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
  /** Whether the line belongs to a fenced code block; its fences do, too. */
  readonly isCode: boolean;
}

/** A fenced code block. */
export interface Block {
  /** The line of its opening fence. */
  readonly number: number;
  /** The word behind the opening fence; "" without one. */
  readonly language: string;
  readonly lines: readonly string[];
}

const FENCE = /^\s*```(\S*)/;

export function linesOf(markdown: string): Line[] {
  let isOpen = false;
  return markdown.split("\n").map((text, i) => {
    const isFence = FENCE.test(text);
    const line = { number: i + 1, text, isCode: isOpen || isFence };
    if (isFence) isOpen = !isOpen;
    return line;
  });
}

export function blocksOf(markdown: string): Block[] {
  const blocks: { number: number; language: string; lines: string[] }[] = [];
  let open: (typeof blocks)[number] | undefined;
  for (const { number, text } of linesOf(markdown)) {
    const fence = FENCE.exec(text);
    if (fence && open) {
      blocks.push(open);
      open = undefined;
    } else if (fence) open = { number, language: fence[1] ?? "", lines: [] };
    else open?.lines.push(text.trim());
  }
  return blocks;
}

/** The anchors of a file's headings, as GitHub makes them; a repeated one gets -1, -2, … */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const { text, isCode } of linesOf(markdown)) {
    const heading = isCode ? undefined : /^#{1,6} (.*)$/.exec(text)?.[1];
    if (heading === undefined) continue;
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const anchor = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(/\s/g, "-");
    let free = anchor;
    for (let i = 1; anchors.has(free); i++) free = `${anchor}-${i}`;
    anchors.add(free);
  }
  return anchors;
}

/** A link to a file of this repository, or to a heading. */
export interface Link {
  readonly number: number;
  /** As it stands in the text. */
  readonly href: string;
  /** Relative to the root; of "#heading" the file itself. */
  readonly path: string;
  readonly anchor: string | undefined;
}

/** The relative links of a file, its images included; what stands in code is none. */
export function linksOf(file: string, markdown: string): Link[] {
  return linesOf(markdown).flatMap(({ number, text, isCode }) => {
    const prose = isCode ? "" : text.replaceAll(/`[^`]*`(?!\])/g, "");
    return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, href = ""]) => {
      if (/^[a-z]+:/i.test(href)) return [];
      const [path = "", anchor] = href.split("#");
      const whole = path === "" ? file : posix.normalize(posix.join(posix.dirname(file), path));
      return [{ number, href, path: whole, anchor }];
    });
  });
}
