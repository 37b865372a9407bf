import { shortOperation } from "@hipstershop/traces";
import { useState } from "preact/hooks";
import { fetchOperations, fetchServices } from "../api-client.ts";
import { WITHOUT_LOAD } from "./query-examples.ts";
import { hasTerm, toggleTerm } from "./query-terms.ts";
import { useAnswer } from "../ui/use-answer.ts";
import type { Filters } from "../url.ts";
import { QueryField } from "./query-field.tsx";
import { QueryHelp } from "./query-help.tsx";

interface FormProps {
  readonly filters: Filters;
  readonly onSearch: (filters: Filters) => void;
}

const LOOKBACKS = [
  ["", "all that is kept"],
  ["1m", "last minute"],
  ["5m", "last 5 minutes"],
  ["15m", "last 15 minutes"],
  ["1h", "last hour"],
  ["1d", "last day"],
] as const;

export function SearchForm({ filters, onSearch }: FormProps) {
  const [draft, setDraft] = useState(filters);
  const { value: services = [] } = useAnswer("services", fetchServices);
  const change = (part: Partial<Filters>, now = false): void => {
    const changed = { ...draft, ...part };
    setDraft(changed);
    if (now) onSearch(changed);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    onSearch(draft);
  };
  return (
    <search>
      <form class="search" onSubmit={submit}>
        <QueryField q={draft.q} onInput={(q) => change({ q })} />
        <button type="submit" class="primary">
          Find
        </button>
        <label>
          Service
          <select
            value={draft.service}
            onChange={(event) => change({ service: event.currentTarget.value, operation: "" }, true)}
          >
            <option value="">every service</option>
            {withChosen(services, draft.service).map((service) => (
              <option key={service} value={service}>
                {service}
              </option>
            ))}
          </select>
        </label>
        <OperationField draft={draft} onChange={(operation) => change({ operation }, true)} />
        <DurationField
          label="At least"
          value={draft.minDuration}
          placeholder="20ms"
          onChange={(minDuration) => change({ minDuration })}
        />
        <DurationField
          label="At most"
          value={draft.maxDuration}
          placeholder="1.5s"
          onChange={(maxDuration) => change({ maxDuration })}
        />
        <SinceField draft={draft} onChange={(lookback) => change({ lookback }, true)} />
        <label class="check">
          <input
            type="checkbox"
            checked={draft.error}
            onChange={(event) => change({ error: event.currentTarget.checked }, true)}
          />{" "}
          Errors only
        </label>
        <TermBox label="My traces" term="mine" draft={draft} onChange={(q) => change({ q }, true)} />
        <TermBox
          label="Without the load generator"
          term={WITHOUT_LOAD}
          draft={draft}
          onChange={(q) => change({ q }, true)}
        />
        <QueryHelp />
      </form>
    </search>
  );
}

function withChosen(values: readonly string[], chosen: string): readonly string[] {
  return chosen === "" || values.includes(chosen) ? values : [...values, chosen];
}

function OperationField({ draft, onChange }: FieldProps) {
  const { value: operations = [] } = useAnswer(`operations ${draft.service}`, async (signal) =>
    draft.service === "" ? [] : fetchOperations(draft.service, signal),
  );
  return (
    <label>
      Operation
      <select
        value={draft.operation}
        disabled={draft.service === ""}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="">every operation</option>
        {withChosen(operations, draft.operation).map((operation) => (
          <option key={operation} value={operation}>
            {shortOperation(operation)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface FieldProps {
  readonly draft: Filters;
  readonly onChange: (text: string) => void;
}

/** A condition of the query as a checkbox. */
function TermBox({ label, term, draft, onChange }: FieldProps & { readonly label: string; readonly term: string }) {
  return (
    <label class="check" title={`${term} in the query`}>
      <input type="checkbox" checked={hasTerm(draft.q, term)} onChange={() => onChange(toggleTerm(draft.q, term))} />{" "}
      {label}
    </label>
  );
}

function SinceField({ draft, onChange }: FieldProps) {
  return (
    <label>
      Since
      <select value={draft.lookback} onChange={(event) => onChange(event.currentTarget.value)}>
        {LOOKBACKS.some(([value]) => value === draft.lookback) ? null : (
          <option value={draft.lookback}>{draft.lookback}</option>
        )}
        {LOOKBACKS.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

interface DurationProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly onChange: (text: string) => void;
}

function DurationField({ label, value, placeholder, onChange }: DurationProps) {
  return (
    <label class="short">
      {label}
      <input
        value={value}
        placeholder={placeholder}
        autocomplete="off"
        pattern="\s*\d+(\.\d+)?\s*(us|µs|ms|s|m)\s*"
        title="A number and us, ms, s or m"
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
