// A small meter with the names of OpenTelemetry's API, so that the lab needs no packages. GET /metrics of the service
// answers with what it holds, in Prometheus' text format. You need not change this file.
const instruments = new Map();

class Instrument {
  #series = new Map();
  #text;

  constructor(name, type, { description = "", unit = "" }) {
    this.type = type;
    // As in OpenTelemetry's exporter for Prometheus: no dots, the unit and a counter's _total at the end.
    const base = [plain(name), unit && plain(unit), type === "counter" && "total"].filter(Boolean).join("_");
    this.#text = { base, description };
  }

  set(attributes, change) {
    const labels = Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1));
    const key = labels.map(([name, value]) => `${plain(name)}=${JSON.stringify(String(value))}`).join(",");
    this.#series.set(key, change(this.#series.get(key) ?? 0));
  }

  get lines() {
    const { base, description } = this.#text;
    const series = [...this.#series].map(([labels, value]) => `${base}${labels && `{${labels}}`} ${value}`);
    return [`# HELP ${base} ${description}`, `# TYPE ${base} ${this.type}`, ...series];
  }
}

function instrument(name, type, options) {
  if (!instruments.has(name)) instruments.set(name, new Instrument(name, type, options));
  return instruments.get(name);
}

function plain(name) {
  return name.replaceAll(/\W/g, "_");
}

export const meter = {
  /** Counts what happens: `add(1, attributes)` adds to the series of these attributes. It never falls. */
  createCounter: (name, options = {}) => {
    const counter = instrument(name, "counter", options);
    return { add: (value, attributes = {}) => counter.set(attributes, (before) => before + Math.max(0, value)) };
  },

  /** Tells what is: `record(value, attributes)` replaces the value of the series, as with a temperature. */
  createGauge: (name, options = {}) => {
    const gauge = instrument(name, "gauge", options);
    return { record: (value, attributes = {}) => gauge.set(attributes, () => value) };
  },
};

/** All metrics, as GET /metrics answers. */
export function exposition() {
  return `${[...instruments.values()].flatMap(({ lines }) => lines).join("\n")}\n`;
}
