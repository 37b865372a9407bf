import { useEffect, useRef } from "preact/hooks";
import { shortcutsNow } from "./keys.ts";

/**
 * Lists the shortcuts of this page. Its button is above them: an opened dialog is scrolled to what has the focus, and
 * on a phone the list is longer than the window.
 */
export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={onClose}>
      <form method="dialog">
        <h2 id="help-title">Keys</h2>
        <button type="submit">Close</button>
      </form>
      <dl>
        {shortcutsNow().map(({ keys, help }) => (
          <div key={help}>
            <dt>
              {keys.map((key, index) => (
                <>
                  {index > 0 && " or "}
                  <kbd>{key === " " ? "Space" : key}</kbd>
                </>
              ))}
            </dt>
            <dd>{help}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
