import { durationText } from "@hipstershop/traces";
import { useState } from "preact/hooks";
import type { Comparison, PathDifference, PathStats } from "../../src/viewer-api/answers.ts";
import { differenceText, percentText } from "../ui/format.ts";
import { Swatch } from "../ui/parts.tsx";

const SIGNS: Readonly<Record<PathDifference["verdict"], string>> = {
  added: "only in B",
  removed: "only in A",
  slower: "slower",
  faster: "faster",
  errors: "more errors",
  same: "same",
  untested: "not tested",
};

/** The differences, as a ranked list or as a tree of paths. */
export function Differences({ comparison: { a, b, differences } }: { readonly comparison: Comparison }) {
  const [asTree, setAsTree] = useState(false);
  const [all, setAll] = useState(false);
  const changed = differences.filter(({ verdict }) => verdict !== "same");
  const isTested = differences.some(({ pValue }) => pValue !== null);
  const signs = a.traces === 1 && b.traces === 1 ? { ...SIGNS, untested: "one trace each" } : SIGNS;
  const few = all || asTree || changed.length === 0 ? differences : changed;
  const rows = asTree ? few.toSorted((a, b) => compareText(a.path.join("\0"), b.path.join("\0"))) : few;
  const longest = Math.max(1, ...differences.flatMap(({ a, b }) => [a?.selfMedian ?? 0, b?.selfMedian ?? 0]));
  return (
    <>
      <div class="compare-tools">
        <button type="button" aria-pressed={asTree} onClick={() => setAsTree(!asTree)}>
          As a tree
        </button>
        {!asTree && changed.length > 0 && changed.length < differences.length && (
          <button type="button" aria-pressed={all} onClick={() => setAll(!all)}>
            Show the {differences.length - changed.length} that are the same
          </button>
        )}
      </div>
      <div class="table-place" tabIndex={0} role="group" aria-label="Differences by path">
        <table class="figures differences">
          <thead>
            <tr>
              <th scope="col">Path</th>
              <th scope="col">Verdict</th>
              <th scope="col">Self time, A and B</th>
              <th scope="col">Change of self</th>
              <th scope="col">of duration</th>
              {isTested && <th scope="col">p</th>}
              <th scope="col">Per trace</th>
              <th scope="col">Errors</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.path.join("\0")}
                row={row}
                longest={longest}
                asTree={asTree}
                isTested={isTested}
                sign={signs[row.verdict]}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface RowProps {
  readonly row: PathDifference;
  readonly longest: number;
  readonly asTree: boolean;
  readonly isTested: boolean;
  /** The verdict in words. */
  readonly sign: string;
}

function Row({ row, longest, asTree, isTested, sign }: RowProps) {
  const { path, verdict, a, b, pValue } = row;
  const [name = "", ...above] = path.toReversed();
  const service = name.split(" ", 1)[0] ?? "";
  return (
    <tr class={verdict}>
      <th scope="row">
        <span class="path-name" style={{ paddingLeft: asTree ? `${Math.min(12, path.length - 1)}rem` : "0" }}>
          <Swatch service={service} /> {name}
        </span>
        {!asTree && above.length > 0 && <span class="path-above">{above.toReversed().join(" › ")}</span>}
      </th>
      <td>
        <span class={`verdict ${verdict}`}>{sign}</span>
      </td>
      <td class="two-bars">
        <Bar stats={a} longest={longest} name="A" />
        <Bar stats={b} longest={longest} name="B" />
      </td>
      <td>{differenceText(row.selfDelta)}</td>
      <td>{differenceText(row.durationDelta)}</td>
      {isTested && <td>{pText(pValue)}</td>}
      <td>{both(a, b, ({ countPerTrace }) => String(Math.round(countPerTrace * 100) / 100))}</td>
      <td>{both(a, b, ({ errorShare }) => percentText(errorShare))}</td>
    </tr>
  );
}

function pText(pValue: number | null): string {
  if (pValue === null) return "–";
  return pValue < 0.001 ? "< 0.001" : pValue.toFixed(3);
}

function both(a: PathStats | null, b: PathStats | null, text: (stats: PathStats) => string): string {
  const [left, right] = [a ? text(a) : "–", b ? text(b) : "–"];
  return left === right ? left : `${left} → ${right}`;
}

function Bar({
  stats,
  longest,
  name,
}: {
  readonly stats: PathStats | null;
  readonly longest: number;
  readonly name: string;
}) {
  return (
    <span class={`two-bar ${name.toLowerCase()}`}>
      <span class="two-bar-name">{name}</span>
      <span class="two-bar-fill">
        <span style={{ width: `${((stats?.selfMedian ?? 0) / longest) * 100}%` }} />
      </span>
      <span>{stats ? durationText(stats.selfMedian) : "–"}</span>
    </span>
  );
}
