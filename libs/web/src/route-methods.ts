/** The methods of each route of a server, for answers to requests with another one (405 with Allow). */
export class RouteMethods {
  readonly #routes = new Map<string, Set<string>>();

  /** Takes note of a route: its pattern, such as /product/:id or /static/*, and its methods. */
  add(pattern: string, methods: string | readonly string[]): void {
    const known = this.#routes.get(pattern) ?? new Set();
    for (const method of [methods].flat()) known.add(method);
    this.#routes.set(pattern, known);
  }

  /** The methods that work at a path, sorted; none when there is nothing. */
  at(path: string): readonly string[] {
    const found = [...this.#routes].filter(([pattern]) => matches(pattern, path));
    return [...new Set(found.flatMap(([, methods]) => [...methods]))].toSorted();
  }
}

/** Whether a path matches a pattern. A parameter is one part of the path that is not empty, `*` the whole rest. */
function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.at(-1) === "*")
    return given.length >= wanted.length && wanted.slice(0, -1).every((part, i) => part === given[i]);
  return (
    wanted.length === given.length &&
    wanted.every((part, i) => (part.startsWith(":") ? given[i] !== "" : part === given[i]))
  );
}
