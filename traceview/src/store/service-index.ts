import type { Span, SpanKind } from "@hipstershop/traces";
import type { StoredTrace } from "./stored-trace.ts";

export interface Operation {
  readonly name: string;
  readonly kind: SpanKind;
}

class Service {
  readonly traces = new Set<StoredTrace>();
  readonly operations = new Map<string, Map<SpanKind, number>>();
}

/**
 * The services of the stored spans, with their operations and traces; updated when spans are added and traces evicted.
 */
export class ServiceIndex {
  readonly #services = new Map<string, Service>();

  add(span: Span, trace: StoredTrace): void {
    const service = this.#services.get(span.process.service) ?? this.#newService(span.process.service);
    service.traces.add(trace);
    const kinds = service.operations.get(span.operation) ?? new Map<SpanKind, number>();
    if (kinds.size === 0) service.operations.set(span.operation, kinds);
    kinds.set(span.kind, (kinds.get(span.kind) ?? 0) + 1);
  }

  removeTrace(trace: StoredTrace): void {
    for (const span of trace.spans) {
      const service = this.#services.get(span.process.service);
      if (!service) continue;
      service.traces.delete(trace);
      removeOperation(service, span);
      if (service.traces.size === 0) this.#services.delete(span.process.service);
    }
  }

  /** Service names in alphabetical order. */
  names(): string[] {
    return [...this.#services.keys()].toSorted();
  }

  /** The operations of a service, sorted by name and kind; of every service when none is named. */
  operations(serviceName?: string): Operation[] {
    const found = new Map<string, Operation>();
    for (const [name, service] of this.#services) {
      if (serviceName !== undefined && serviceName !== name) continue;
      for (const [operation, kinds] of service.operations) {
        for (const kind of kinds.keys()) found.set(JSON.stringify([operation, kind]), { name: operation, kind });
      }
    }
    return [...found.values()].toSorted((a, b) => compareTexts(a.name, b.name) || compareTexts(a.kind, b.kind));
  }

  /** The services that have a server span of this operation. */
  answering(operation: string): string[] {
    const names: string[] = [];
    for (const [name, { operations }] of this.#services) if (operations.get(operation)?.has("server")) names.push(name);
    return names;
  }

  traces(serviceName: string): ReadonlySet<StoredTrace> {
    return this.#services.get(serviceName)?.traces ?? new Set();
  }

  #newService(name: string): Service {
    const service = new Service();
    this.#services.set(name, service);
    return service;
  }
}

function removeOperation(service: Service, span: Span): void {
  const kinds = service.operations.get(span.operation);
  const count = kinds?.get(span.kind);
  if (!kinds || count === undefined) return;
  if (count > 1) kinds.set(span.kind, count - 1);
  else kinds.delete(span.kind);
  if (kinds.size === 0) service.operations.delete(span.operation);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
