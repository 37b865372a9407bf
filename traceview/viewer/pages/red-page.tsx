import { durationText, shortOperation } from "@hipstershop/traces";
import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Exemplar, RedRow } from "../../src/viewer-api/answers.ts";
import { fetchRed, setPin } from "../api-client.ts";
import { percentText, rateText } from "../ui/format.ts";
import { goTo } from "../ui/navigation.ts";
import { Loading, Problem, Swatch } from "../ui/parts.tsx";
import { useAnswer } from "../ui/use-answer.ts";
import { withBasePath, NO_FILTERS, searchAddress } from "../url.ts";
import { Lookback, lookbackOf } from "./lookback.tsx";
import { ShareBars, Sparkline, TimeAxis } from "./sparkline.tsx";

const REFRESH_MS = 5000;
const ORDERS = {
  service: (a: RedRow, b: RedRow) => a.service.localeCompare(b.service) || b.calls - a.calls,
  rate: (a: RedRow, b: RedRow) => b.ratePerSecond - a.ratePerSecond,
  errors: (a: RedRow, b: RedRow) => b.errorShare - a.errorShare || b.calls - a.calls,
  p95: (a: RedRow, b: RedRow) => b.p95 - a.p95,
} as const;
type Order = keyof typeof ORDERS;

/** Rate, errors and duration of every operation. */
export function RedPage({ url }: { readonly url: URL }) {
  const lookbackMs = lookbackOf(url);
  const service = url.searchParams.get("service") ?? "";
  const [order, setOrder] = useState<Order>("service");
  const { value, error } = useAnswer(
    `red ${lookbackMs} ${service}`,
    (signal) => fetchRed(lookbackMs, service, signal),
    REFRESH_MS,
  );
  useEffect(() => {
    document.title = "Monitor · traces";
  }, []);
  const rows = value?.rows.filter((row) => service === "" || row.service === service).toSorted(ORDERS[order]) ?? [];
  return (
    <>
      <div class="page-title">
        <h1>{service === "" ? "Rate, errors, duration" : service}</h1>
        {service !== "" && <a href={withBasePath("/monitor")}>Every service</a>}
        <label class="inline">
          Order{" "}
          <select value={order} onChange={(event) => setOrder(event.currentTarget.value as Order)}>
            <option value="service">by service</option>
            <option value="rate">most calls</option>
            <option value="errors">most errors</option>
            <option value="p95">slowest</option>
          </select>
        </label>
        <Lookback url={url} />
      </div>
      <Problem error={error} />
      {!value && !error && <Loading what="the figures" />}
      {value && rows.length === 0 && <p class="empty">Nothing was answered in this time.</p>}
      {rows.length > 0 && <Rows rows={rows} lookbackMs={lookbackMs} />}
    </>
  );
}

function Rows({ rows, lookbackMs }: { readonly rows: readonly RedRow[]; readonly lookbackMs: number }) {
  return (
    <div class="table-place" tabIndex={0} role="group" aria-label="Figures">
      <table class="figures red">
        <thead>
          <tr>
            <th scope="col">Service and operation</th>
            <th scope="col">Rate</th>
            <AxisCell lookbackMs={lookbackMs} />
            <th scope="col">Errors</th>
            <AxisCell lookbackMs={lookbackMs} />
            <th scope="col">p50</th>
            <th scope="col">p95</th>
            <AxisCell lookbackMs={lookbackMs} />
            <th scope="col">p99</th>
            <th scope="col">Traces of it</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={`${row.service} ${row.operation}`} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AxisCell({ lookbackMs }: { readonly lookbackMs: number }) {
  return (
    <td class="spark">
      <TimeAxis lookbackMs={lookbackMs} />
    </td>
  );
}

function Row({ row }: { readonly row: RedRow }) {
  const { service, operation, series } = row;
  const name = `${service} ${operation}`;
  return (
    <tr>
      <th scope="row">
        <Swatch service={service} /> <a href={searchAddress({ ...NO_FILTERS, service, operation })}>{service}</a>{" "}
        <span class="quiet" title={operation}>
          <Breakable name={shortOperation(operation)} />
        </span>
      </th>
      <td>{rateText(row.ratePerSecond)}</td>
      <td class="spark">
        <Sparkline values={series.map((step) => step.ratePerSecond)} label={`Rate of ${name} over time`} />
      </td>
      <td class={row.errorShare > 0 ? "failed" : ""}>{percentText(row.errorShare)}</td>
      <td class="spark">
        {series.some((step) => step.errorShare > 0) && (
          <ShareBars values={series.map((step) => step.errorShare)} label={`Errors of ${name} over time`} />
        )}
      </td>
      <td>{durationText(row.p50)}</td>
      <td>{durationText(row.p95)}</td>
      <td class="spark">
        <Sparkline values={series.map((step) => step.p95)} label={`p95 of ${name} over time`} />
      </td>
      <td>{durationText(row.p99)}</td>
      <td class="exemplars">
        {row.exemplars.map((exemplar) => (
          <ExemplarLink key={exemplar.spanID} exemplar={exemplar} />
        ))}
      </td>
    </tr>
  );
}

/** A name that may be broken after its slashes: "CartService/" and "GetCart". */
function Breakable({ name }: { readonly name: string }) {
  return name.split(/(?<=\/)/).map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}

/** Pins the trace and opens it, so that a shared link to it stays valid. */
function ExemplarLink({ exemplar: { traceID, spanID, duration: time, error } }: { readonly exemplar: Exemplar }) {
  const address = withBasePath(`/trace/${traceID}?span=${spanID}`);
  const open = (event: MouseEvent): void => {
    const pinning = setPin(traceID, true).catch(() => {});
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    void pinning.then(() => goTo(address));
  };
  return (
    <a href={address} class={error ? "exemplar error" : "exemplar"} onClick={open} title="Opens this trace and pins it">
      {error && <span class="visually-hidden">failed, </span>}
      {durationText(time)}
    </a>
  );
}
