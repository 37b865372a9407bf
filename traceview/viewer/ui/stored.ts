/** A value in localStorage; without storage it lasts until the page is closed. */
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
    // Private windows may refuse; the value is optional.
  }
}
