/** The tags of our own markup. All values are escaped, so a tag ends at the first ">". */

export function tags(page: string, name = "[a-z][\\w-]*"): readonly string[] {
  return page.match(new RegExp(`<${name}(?=[\\s>/])[^>]*>`, "g")) ?? [];
}

export function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
}

/** Every address that the page loads, links or posts to. */
export function addresses(page: string): readonly string[] {
  return tags(page).flatMap((tag) =>
    ["href", "src", "action"].map((name) => attribute(tag, name)).filter((address) => address !== undefined),
  );
}

/** Names of tags and attributes without values: hostile values must not change them. */
export function skeleton(page: string): readonly string[] {
  return tags(page).map((tag) =>
    tag
      .replace(/="[^"]*"/g, "")
      .replace(/\sselected/g, "")
      .replace(/\s+/g, " "),
  );
}

/** The visible text, with its entities. */
export function text(page: string): string {
  return page
    .replace(/<[^>]*>/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** The markup from the first tag that contains `start` to the next closing tag of that name. */
export function piece(page: string, start: string): string {
  const tag = tags(page).find((candidate) => candidate.includes(start));
  if (tag === undefined) throw new Error(`no tag holds ${start}`);
  const name = /^<([\w-]+)/.exec(tag)?.[1];
  const from = page.indexOf(tag);
  return page.slice(from, page.indexOf(`</${name}>`, from));
}
