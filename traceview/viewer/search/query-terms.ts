/** True when the query has this condition, joined by AND to the rest. */
export function hasTerm(q: string, term: string): boolean {
  return ` ${q} `.includes(` ${term} `);
}

/** Adds a condition to a query, or takes it out. */
export function toggleTerm(q: string, term: string): string {
  if (hasTerm(q, term)) return ` ${q} `.replace(` ${term} `, " ").trim();
  const before = q.trim();
  return `${/\bOR\b/.test(before) ? `(${before})` : before} ${term}`.trim();
}
