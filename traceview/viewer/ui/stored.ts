/** A small value that this browser keeps; without storage it is forgotten when the page is left. */
export function readStored<T>(name: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(`traceview.${name}`);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}

export function writeStored(name: string, value: unknown): void {
  try {
    localStorage.setItem(`traceview.${name}`, JSON.stringify(value));
  } catch {
    // Private windows may refuse; nothing depends on it.
  }
}
