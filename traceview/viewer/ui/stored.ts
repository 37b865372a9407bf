/** A value in localStorage, where `isValid` accepts it; without storage it lasts until the page is closed. */
export function readStored<T>(name: string, isValid: (value: unknown) => value is T, otherwise: T): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(`traceview.${name}`) ?? "null");
    return isValid(value) ? value : otherwise;
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
