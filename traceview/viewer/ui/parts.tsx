import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { colourOf } from "./colours.ts";

/** A square in a service's colour, shown before its name. */
export function Swatch({ service }: { readonly service: string }) {
  return <span class={`swatch ${colourOf(service)}`} aria-hidden="true" />;
}

export function ErrorMark({ errors }: { readonly errors: number }) {
  if (errors === 0) return null;
  return <span class="mark error">{errors === 1 ? "1 error" : `${errors} errors`}</span>;
}

/** Marks what faults acted on, so that nobody takes them for real. */
export function FaultMarks({ faults }: { readonly faults: readonly string[] }) {
  return faults.map((fault) => (
    <span key={fault} class="mark fault" title={`Fault ${fault}, switched on purpose`}>
      fault {fault}
    </span>
  ));
}

/** An error message for a failed request. */
export function Problem({ error }: { readonly error: Error | undefined }) {
  if (!error) return null;
  return (
    <p class="notice alert" role="alert">
      {error.message}
    </p>
  );
}

export function Loading({ what }: { readonly what: string }) {
  return (
    <p class="loading" role="status">
      Loading {what} …
    </p>
  );
}

interface CopyProps {
  readonly text: string;
  readonly what: string;
  readonly children?: ComponentChildren;
}

/** A button that copies a text to the clipboard and confirms it. */
export function Copy({ text, what, children }: CopyProps) {
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("copied");
    } catch {
      setSaid("not allowed");
    }
    setTimeout(() => setSaid(""), 1500);
  };
  return (
    <button
      type="button"
      class="copy"
      title={`Copy the ${what}`}
      aria-label={`Copy the ${what} ${text}`}
      onClick={() => void copy()}
    >
      <code>{children ?? text}</code>
      <span class="copy-icon" aria-hidden="true" />
      <span class="copy-sign" aria-live="polite">
        {said}
      </span>
    </button>
  );
}
