import type { Token, Tokens } from "marked";
import colors from "picocolors";
import { type Blocks, fileOfLink, isList } from "../course/texts.ts";
import { wrap } from "./wrap.ts";

/** Markdown as lines for a terminal: with colour where there is one, readable without. */
export function markdownLines(blocks: Blocks, width: number, indent = ""): readonly string[] {
  return blocks.flatMap((block, i) => [...(i === 0 ? [] : [""]), ...blockLines(block, width, indent)]);
}

function blockLines(block: Token, width: number, indent: string): readonly string[] {
  if (isList(block)) return block.items.flatMap((item, i) => itemLines(item, markOf(block, i), width, indent));
  if (block.type === "code" && "text" in block)
    return String(block.text)
      .split("\n")
      .map((line) => `${indent}  ${line}`);
  if (isTable(block)) return tableLines(block, width, indent);
  return wrap(inlineText(block), width, indent);
}

function markOf({ ordered, start }: Tokens.List, i: number): string {
  return ordered ? `${Number(start) + i}. ` : "- ";
}

function itemLines({ tokens }: Tokens.ListItem, mark: string, width: number, indent: string): readonly string[] {
  const hanging = indent + " ".repeat(mark.length);
  return tokens.flatMap((token, i) =>
    i === 0 && !isList(token)
      ? wrap(inlineText(token), width, hanging, indent + mark)
      : blockLines(token, width, hanging),
  );
}

function tableLines({ header, rows }: Tokens.Table, width: number, indent: string): readonly string[] {
  return [header, ...rows].flatMap((cells) =>
    wrap(cells.map((cell) => cell.tokens.map(inlineText).join("")).join(" | "), width, `${indent}  `, indent),
  );
}

function isTable(token: Token): token is Tokens.Table {
  return token.type === "table";
}

/** A token's text; code keeps its quotes, so that it is told apart without colours. */
function inlineText(token: Token): string {
  if (token.type === "codespan" && "text" in token) return colors.cyan(`\`${String(token.text)}\``);
  const text = inner(token);
  if (token.type === "strong") return colors.bold(text);
  if (token.type === "link" && "href" in token)
    return `${text} (${fileOfLink(String(token.href)) ?? String(token.href)})`;
  return text;
}

function inner(token: Token): string {
  if ("tokens" in token && token.tokens) return token.tokens.map(inlineText).join("");
  return "text" in token ? String(token.text) : "";
}
