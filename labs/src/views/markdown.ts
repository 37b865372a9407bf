import { parser } from "marked";
import { type Html, ownMarkup } from "@hipstershop/web";
import type { Blocks } from "../course/texts.ts";

/** A part of a lab's README.md as HTML. */
export function markdown(blocks: Blocks): Html {
  return ownMarkup(parser([...blocks]));
}
