import { useEffect, useRef, useState } from "preact/hooks";
import { NOTE_LENGTH_MAX } from "./address.ts";

interface NoteProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** The note on a span: kept in this browser, and passed on with "Copy link". */
export function SpanNote({ text, onChange }: NoteProps) {
  const [isEditing, setEditing] = useState(false);
  const draft = useRef<string>(undefined);
  // What was typed is kept when another span is chosen before it was saved.
  useEffect(
    () => () => {
      if (draft.current !== undefined) onChange(draft.current.trim());
    },
    [],
  );
  if (!isEditing) {
    return (
      <div class="note-line">
        {text !== "" && <p class="note">{text}</p>}
        <button type="button" class="link" onClick={() => setEditing(true)}>
          {text === "" ? "Add a note" : "Change the note"}
        </button>
      </div>
    );
  }
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const value = new FormData(event.currentTarget).get("note");
    draft.current = undefined;
    onChange(typeof value === "string" ? value.trim() : "");
    setEditing(false);
  };
  return (
    <form class="note-form" onSubmit={submit}>
      <label for="note">Note, kept in this browser</label>
      <textarea
        id="note"
        name="note"
        rows={2}
        maxLength={NOTE_LENGTH_MAX}
        defaultValue={text}
        autofocus
        onInput={(event) => (draft.current = event.currentTarget.value)}
      />
      <button type="submit">Save</button>
      <button
        type="button"
        onClick={() => {
          draft.current = undefined;
          setEditing(false);
        }}
      >
        Cancel
      </button>
    </form>
  );
}
