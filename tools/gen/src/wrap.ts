const LINE_CHARACTERS_MAX = 120;

/** A paragraph in lines of at most 120 characters; the first begins with `mark`, the others with as many spaces. */
export function wrap(mark: string, text: string): string {
  const lines: string[] = [];
  let line = mark;
  for (const word of text.split(" ")) {
    const longer = line.trim() === mark.trim() ? `${line}${word}` : `${line} ${word}`;
    if (longer.length > LINE_CHARACTERS_MAX) {
      lines.push(line);
      line = " ".repeat(mark.length) + word;
    } else line = longer;
  }
  return [...lines, line].join("\n");
}
