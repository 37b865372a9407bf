import { useEffect, useState } from "preact/hooks";

export interface Answer<T> {
  readonly value: T | undefined;
  readonly error: Error | undefined;
  readonly loading: boolean;
}

/**
 * Fetches again when the key changes, and `refreshMs` after the last answer while the page is visible. The last value
 * is kept until the next one arrives.
 */
export function useAnswer<T>(key: string, ask: (signal: AbortSignal) => Promise<T>, refreshMs = 0): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ value: undefined, error: undefined, loading: true });
  useEffect(() => {
    const aborter = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = async (): Promise<void> => {
      try {
        if (!document.hidden || refreshMs === 0) {
          const value = await ask(aborter.signal);
          if (!aborter.signal.aborted) setAnswer({ value, error: undefined, loading: false });
        }
      } catch (error) {
        if (aborter.signal.aborted) return;
        setAnswer((last) => ({ value: last.value, error: error as Error, loading: false }));
      }
      if (refreshMs > 0 && !aborter.signal.aborted) timer = setTimeout(() => void run(), refreshMs);
    };
    setAnswer((last) => ({ ...last, loading: true }));
    void run();
    return () => {
      aborter.abort();
      clearTimeout(timer);
    };
  }, [key, refreshMs]);
  return answer;
}
