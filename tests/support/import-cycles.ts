/** Which files a file imports, types included. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/**
 * The groups of files that import each other in a ring, each file of a group once (Tarjan's strongly connected components). A file
 * that imports itself is a group, too.
 */
export function importCycles(imports: Imports): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (file: string): void => {
    const own = order.size;
    order.set(file, own);
    lowest.set(file, own);
    stack.push(file);
    for (const imported of imports.get(file) ?? []) {
      if (!order.has(imported)) visit(imported);
      if (stack.includes(imported)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(imported)!));
    }
    if (lowest.get(file) !== own) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1 || imports.get(file)?.includes(file)) cycles.push(group);
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return cycles;
}
