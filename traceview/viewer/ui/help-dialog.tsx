import { useEffect, useRef } from "preact/hooks";
import { shortcutsNow } from "./keys.ts";

/** Lists the shortcuts of this page. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={onClose}>
      <h2 id="help-title">Keys</h2>
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
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
