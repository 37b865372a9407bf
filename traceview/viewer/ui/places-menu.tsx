import type { StoreState } from "../../src/viewer-api/answers.ts";
import { linksTo } from "../places.ts";
import type { Answer } from "./use-answer.ts";

/** What belongs to the traces: the shop, its course and faults, the load generator's page, metrics. Nothing when no address is known. */
export function PlacesMenu({ state: { value } }: { readonly state: Answer<StoreState> }) {
  if (!value) return null;
  const links = linksTo(value.places, location.hostname);
  if (links.length === 0) return null;
  return (
    <details class="menu places">
      <summary class="plain-button">Shop</summary>
      <ul>
        {links.map(({ label, href, note }) => (
          <li key={label}>
            <a href={href}>
              {label}
              {note !== undefined && <small> {note}</small>}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
