import { useCallback, useState } from "preact/hooks";
import { readStored, writeStored } from "../ui/stored.ts";
import { addressWithoutNote, NOTE_LENGTH_MAX } from "./address.ts";

/** Notes by span id, and how one is changed; an empty text removes it. */
export interface Notes {
  readonly all: ReadonlyMap<string, string>;
  readonly change: (spanId: string, text: string) => void;
}

/** Traces whose notes are kept in a browser; beyond that, those of the trace with the oldest change go first. */
const TRACES_MAX = 100;
const STORED = "notes";

/** Notes by span id, by trace id; the trace changed last is the last. */
type StoredNotes = Readonly<Record<string, Readonly<Record<string, string>>>>;

function isNotes(value: unknown): value is StoredNotes {
  const isObject = (one: unknown): one is object => typeof one === "object" && one !== null && !Array.isArray(one);
  return (
    isObject(value) &&
    Object.values(value).every(
      (notes: unknown) => isObject(notes) && Object.values(notes).every((text) => typeof text === "string"),
    )
  );
}

/** The notes of a trace: kept in this browser, together with those of the page's address. */
export function useNotes(traceId: string, given: ReadonlyMap<string, string>): Notes {
  const [all, setAll] = useState<ReadonlyMap<string, string>>(
    () => new Map([...given, ...Object.entries(readStored<StoredNotes>(STORED, isNotes, {})[traceId] ?? {})]),
  );
  const change = useCallback(
    (spanId: string, text: string): void => {
      // Otherwise a note that was removed would be there again after a reload.
      history.replaceState(null, "", addressWithoutNote(new URL(location.href), spanId));
      setAll((before) => {
        const after = new Map(before);
        if (text.trim() === "") after.delete(spanId);
        else after.set(spanId, text.slice(0, NOTE_LENGTH_MAX));
        saveNotes(traceId, after);
        return after;
      });
    },
    [traceId],
  );
  return { all, change };
}

function saveNotes(traceId: string, notes: ReadonlyMap<string, string>): void {
  const { [traceId]: _old, ...others } = readStored<StoredNotes>(STORED, isNotes, {});
  const kept = Object.entries(others).slice(-TRACES_MAX + 1);
  const own = notes.size === 0 ? [] : [[traceId, Object.fromEntries(notes)]];
  writeStored(STORED, Object.fromEntries([...kept, ...own]));
}
