import { parser, Renderer, type Tokens } from "marked";
import { type Html, ownMarkup } from "@hipstershop/web";
import { type Blocks, fileOfLink } from "../course/texts.ts";

/** A page of the course has other neighbours than the file that it is made of. */
class CoursePageRenderer extends Renderer {
  override link(token: Tokens.Link): string {
    const file = fileOfLink(token.href);
    if (file === undefined) return super.link(token);
    const lab = /^labs\/(\d\d-[\w-]+)\//.exec(file)?.[1];
    if (lab !== undefined) return super.link({ ...token, href: `/course/${lab}` });
    return `${this.parser.parseInline(token.tokens)} (${this.codespan({ type: "codespan", raw: file, text: file })})`;
  }
}

/** A part of a lab's README.md as HTML. Links to other labs lead to their pages; other files are named by their path. */
export function markdown(blocks: Blocks): Html {
  return ownMarkup(parser([...blocks], { renderer: new CoursePageRenderer() }));
}
