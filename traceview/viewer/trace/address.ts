import type { View } from "../model/zoom.ts";

/** What the address of a trace's page says beside the trace: selection, zoom, rows, and notes that are passed on. */
export interface TraceAddress {
  readonly span: string;
  /** Null: the whole trace. */
  readonly zoom: View | null;
  /** Client and server spans have rows of their own. */
  readonly unfolded: boolean;
  /** Notes by span id. */
  readonly notes: ReadonlyMap<string, string>;
}

export const NOTE_LENGTH_MAX = 280;
const NOTES_MAX = 20;

export function readAddress(params: URLSearchParams): TraceAddress {
  const zoom = /^(\d{1,15})-(\d{1,15})$/.exec(params.get("zoom") ?? "");
  const [from, to] = [Number(zoom?.[1]), Number(zoom?.[2])];
  return {
    span: params.get("span") ?? "",
    zoom: to > from ? { from, to } : null,
    unfolded: params.get("rows") === "all",
    notes: new Map(params.getAll("note").slice(0, NOTES_MAX).flatMap(readNote)),
  };
}

/** A note in an address: the span's id, "~", the text. */
function readNote(text: string): [string, string][] {
  const found = /^([\da-f]{16})~(.+)$/is.exec(text);
  return found ? [[found[1]!.toLowerCase(), found[2]!.slice(0, NOTE_LENGTH_MAX)]] : [];
}

/** Writes the selection, the zoom and the rows into a URL; other parameters stay. */
export function writeAddress(url: URL, { span, zoom, unfolded }: Omit<TraceAddress, "notes">): void {
  const set = (name: string, value: string): void => {
    if (value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  };
  set("span", span);
  set("zoom", zoom ? `${Math.round(zoom.from)}-${Math.round(zoom.to)}` : "");
  set("rows", unfolded ? "all" : "");
}

/** The URL of the page without its note on a span. */
export function addressWithoutNote(url: URL, spanId: string): string {
  const address = new URL(url);
  const others = address.searchParams.getAll("note").filter((text) => readNote(text)[0]?.[0] !== spanId);
  address.searchParams.delete("note");
  for (const note of others) address.searchParams.append("note", note);
  return address.href;
}

/** The URL of the page with these notes, to pass on. */
export function addressWithNotes(url: URL, notes: ReadonlyMap<string, string>): string {
  const address = new URL(url);
  address.searchParams.delete("note");
  for (const [span, text] of [...notes].slice(0, NOTES_MAX)) address.searchParams.append("note", `${span}~${text}`);
  return address.href;
}
