import type { StoreState } from "../../src/viewer-api/answers.ts";
import { faultText } from "../model/faults.ts";
import { reachableFrom } from "../places.ts";
import type { Answer } from "./use-answer.ts";

/**
 * Names the faults that are switched on, until they are off: it can't be closed, so that nobody hunts a fault that
 * somebody forgot. The empty element stays in the page, since screen readers announce only what changes within one.
 */
export function FaultBanner({ state: { value } }: { readonly state: Answer<StoreState> }) {
  const { faults = [], faultsUrl = "" } = value ?? {};
  const isOne = faults.length === 1;
  return (
    <div aria-live="polite" aria-atomic="true">
      {faults.length > 0 && (
        <p class="notice fault-banner">
          <strong>{isOne ? "A fault is switched on:" : `${faults.length} faults are switched on:`}</strong>{" "}
          {faults.map((fault, index) => (
            <span key={fault.name}>
              {index > 0 && ", "}
              <b>{fault.name}</b> ({faultText(fault)})
            </span>
          ))}
          . {isOne ? "It breaks" : "They break"} the shop on purpose.{" "}
          {faultsUrl !== "" && <a href={reachableFrom(faultsUrl, location.hostname)}>Switch faults</a>}
        </p>
      )}
    </div>
  );
}
