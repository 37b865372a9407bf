/** Just enough reading of our own markup for the tests: every value is escaped, so a tag ends at the first ">". */

export function tags(page: string, name = "[a-z][\\w-]*"): readonly string[] {
  return page.match(new RegExp(`<${name}(?=[\\s>/])[^>]*>`, "g")) ?? [];
}

export function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
}

/** Every address the page would load, follow or post to. */
export function addresses(page: string): readonly string[] {
  return tags(page).flatMap((tag) =>
    ["href", "src", "action"].map((name) => attribute(tag, name)).filter((address) => address !== undefined),
  );
}

/** Names of tags and attributes, without any value: what a hostile value must not be able to change. */
export function skeleton(page: string): readonly string[] {
  return tags(page).map((tag) =>
    tag
      .replace(/="[^"]*"/g, "")
      .replace(/\sselected/g, "")
      .replace(/\s+/g, " "),
  );
}

/** What a reader sees, entities left as they are. */
export function text(page: string): string {
  return page
    .replace(/<[^>]*>/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** The piece of markup from the first tag that holds `start` up to the closing tag of that name. */
export function piece(page: string, start: string): string {
  const tag = tags(page).find((candidate) => candidate.includes(start));
  if (tag === undefined) throw new Error(`no tag holds ${start}`);
  const name = /^<([\w-]+)/.exec(tag)?.[1];
  const from = page.indexOf(tag);
  return page.slice(from, page.indexOf(`</${name}>`, from));
}
