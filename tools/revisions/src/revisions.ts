import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { nearest } from "@hipstershop/text/nearest";
import { IMAGES } from "./address-file.ts";
import { Instance, shownLine } from "./instance.ts";
import { RunningInstances } from "./leftovers.ts";
import {
  DEFAULT_SCALE,
  type DeployEvent,
  type DeployRequest,
  INSTANCES_MAX,
  type Revision,
  REVISIONS_MAX,
  type RolloutRequest,
  type Scale,
  type ScaleChanges,
  type Service,
  type State,
} from "./model.ts";
import type { RouterMetrics } from "./metrics.ts";
import { Pool, type PoolEvents, type Slots } from "./pool.ts";
import type { Routes } from "./router.ts";
import { hostOf, percentOf, serviceOfHost, sharesOf, type Target, targetOf } from "./routes.ts";
import { readState, writeState } from "./state-file.ts";
import { moveTags, previousOf, returnTags } from "./tags.ts";

const NAMESPACE_DEFAULT = "default";
/** For the requests that a revision or router has when it goes. */
const DRAIN_LIMIT_MS = 30_000;
const HELLO = join(import.meta.dirname, "hello.cjs");

/** Where a revision is told that something prints. */
type OnLine = (instance: string, line: string) => void;

/** Everything that is deployed, and its instances: what the commands change and the router reads. */
export class Revisions implements Routes, AsyncDisposable {
  readonly state: State;
  readonly #folder: string;
  /** The environment of all instances. */
  readonly #variables: Readonly<Record<string, string | undefined>>;
  readonly #pools = new Map<Revision, Pool>();
  readonly #readers = new Map<Revision, OnLine>();
  readonly #running: RunningInstances;
  readonly #metrics: RouterMetrics | undefined;
  #taken = 0;
  readonly #slots: Slots = {
    take: () => {
      if (this.#taken >= INSTANCES_MAX && ![...this.#pools.values()].some((pool) => pool.giveUpOne())) return false;
      this.#taken += 1;
      return true;
    },
    free: () => void (this.#taken -= 1),
  };

  /** Reads what was deployed before from the folder, which must be ours alone. */
  constructor(folder: string, variables: Readonly<Record<string, string | undefined>>, metrics?: RouterMetrics) {
    this.#folder = folder;
    this.#variables = variables;
    this.#metrics = metrics;
    this.#running = new RunningInstances(folder);
    this.#running.endLeftovers();
    this.state = readState(folder);
    for (const service of this.state.services)
      for (const revision of service.revisions) this.#addPool(service, revision);
    this.#changed();
  }

  serviceOf(host: string): Service | undefined {
    return serviceOfHost(this.state, host);
  }

  poolOf(service: Service, revision: string): Pool | undefined {
    const found = service.revisions.find(({ name }) => name === revision);
    return found && this.#pools.get(found);
  }

  /** Of every revision, where its requests go and its instances. */
  pools(): readonly { readonly target: Target; readonly pool: Pool }[] {
    return this.state.services.flatMap((service) =>
      service.revisions.flatMap((revision) => {
        const pool = this.#pools.get(revision);
        return pool ? [{ target: targetOf(service, revision), pool }] : [];
      }),
    );
  }

  hosts(): readonly string[] {
    return this.state.services.map((service) => hostOf(service, this.state.domain));
  }

  /**
   * Makes a revision and starts it; tells what happens up to `ready` or `failed`, and then what its instances print,
   * until the function is called to which it resolves. A failed revision gets no traffic and no tags.
   */
  async deploy(request: DeployRequest, tell: (event: DeployEvent) => void): Promise<() => void> {
    if (this.state.services.flatMap(({ revisions }) => revisions).length >= REVISIONS_MAX)
      throw new Error(`there are ${REVISIONS_MAX} revisions, as many as may be: delete some first`);
    // Before anything is changed: a full disk, for example.
    this.#keep();
    const service = this.#serviceFor(request);
    const last = service.revisions.at(-1);
    const revision = this.#addRevision(service, request);
    tell({ kind: "created", service: service.name, revision: revision.name, after: last?.name ?? "" });
    const former = moveTags(service, revision, request.tags);
    const log = (instance: string, line: string) =>
      tell({ kind: "log", revision: revision.name, instance, line: shownLine(line) });
    this.#changed((problem) => log("router", problem));
    for (const tag of ["latest", ...request.tags]) tell({ kind: "tagged", revision: revision.name, tag, isNew: true });
    const previous = previousOf(service, revision);
    tell({ kind: "tagged", revision: previous.name, tag: "previous", isNew: previous === revision });
    tell({ kind: "starting", revision: revision.name });
    this.#readers.set(revision, log);
    const startedAt = performance.now();
    const tookMs = () => Math.round(performance.now() - startedAt);
    const failure = await begun(this.#pools.get(revision), request.readyLimitMs);
    if (failure === undefined) {
      revision.isReady = true;
      if (request.managedRoute) service.shares = [];
    } else {
      revision.failure = failure;
      returnTags(service, revision, former);
    }
    this.#changed((problem) => log("router", problem));
    const host = hostOf(service, this.state.domain);
    if (failure === undefined)
      tell({ kind: "ready", revision: revision.name, url: `http://${host}`, host, tookMs: tookMs() });
    else tell({ kind: "failed", revision: revision.name, reason: failure });
    return () => void this.#readers.delete(revision);
  }

  /** Sets the percentages of a route; they hold from the next request on. */
  rollout({ route, namespace, shares, isSticky }: RolloutRequest): Service {
    const service = this.#find(route, namespace);
    const resolved = shares.map(({ target, percent }) => ({
      revision: this.#readyRevision(service, target).name,
      percent,
    }));
    const sum = resolved.reduce((total, { percent }) => total + percent, 0);
    if (sum !== 100) throw new Error(`the percentages must be 100 together, and these are ${sum}`);
    const merged = new Map<string, number>();
    for (const { revision, percent } of resolved) merged.set(revision, (merged.get(revision) ?? 0) + percent);
    service.shares = [...merged].map(([revision, percent]) => ({ revision, percent }));
    if (isSticky !== undefined) service.isSticky = isSticky;
    this.#changed();
    return service;
  }

  scale(name: string, namespace: string | undefined, scale: ScaleChanges): Service {
    const service = this.#find(name, namespace);
    service.scale = mergedScale(service.scale, scale);
    this.#changed();
    return service;
  }

  addDomain(domain: string, isDefault: boolean): void {
    if (!this.state.domains.includes(domain)) this.state.domains.push(domain);
    if (isDefault) this.state.domain = domain;
    this.#changed();
  }

  /** Deletes a service, or one of its revisions, which must have no traffic. Resolves when the last requests are answered. */
  async delete(name: string, namespace: string | undefined, revisionName: string | undefined): Promise<void> {
    const service = this.#find(name, namespace);
    const revision = revisionName === undefined ? undefined : revisionOf(service, revisionName);
    if (revision && percentOf(service, revision) > 0)
      throw new Error(
        `${revision.name} gets ${percentOf(service, revision)} % of the traffic: roll out another one first`,
      );
    const gone = revision ? [revision] : [...service.revisions];
    service.revisions = service.revisions.filter((one) => !gone.includes(one));
    service.shares = service.shares.filter((share) => service.revisions.some((one) => one.name === share.revision));
    if (!revision) this.state.services = this.state.services.filter((one) => one !== service);
    this.#changed();
    await this.#close(gone, DRAIN_LIMIT_MS);
    for (const { files } of gone) {
      if (dirname(files) === join(this.#folder, IMAGES)) rmSync(files, { recursive: true, force: true });
    }
  }

  /** Ends all instances, once what they have is answered. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close([...this.#pools.keys()], DRAIN_LIMIT_MS);
  }

  async #close(revisions: readonly Revision[], limitMs: number): Promise<void> {
    await Promise.all(
      revisions.map(async (revision) => {
        await this.#pools.get(revision)?.close(limitMs);
        this.#pools.delete(revision);
        this.#readers.delete(revision);
      }),
    );
  }

  /** The service to deploy to; made when there is none. */
  #serviceFor({ service: name, namespace, scale }: DeployRequest): Service {
    const known = this.#matching(name, namespace);
    if (known.length > 1) throw new Error(severalText(name, known));
    const service = known[0] ?? {
      name,
      namespace: namespace ?? NAMESPACE_DEFAULT,
      createdAt: new Date().toISOString(),
      counted: 0,
      revisions: [],
      scale: DEFAULT_SCALE,
      shares: [],
      isSticky: false,
    };
    service.scale = mergedScale(service.scale, scale);
    if (known.length === 0) this.state.services.push(service);
    return service;
  }

  #addRevision(service: Service, { command, folder, env, files }: DeployRequest): Revision {
    service.counted += 1;
    const revision: Revision = {
      name: `${service.name}-${String(service.counted).padStart(5, "0")}`,
      command,
      folder,
      env,
      files,
      tags: [],
      createdAt: new Date().toISOString(),
      isReady: false,
      failure: "",
    };
    service.revisions.push(revision);
    this.#addPool(service, revision);
    return revision;
  }

  #addPool(service: Service, revision: Revision): void {
    const pod = `${revision.name}-deployment-${randomBytes(5).toString("hex")}`;
    const start = (): Promise<Instance> => {
      const name = `${pod}-${randomBytes(3).toString("hex").slice(0, 5)}`;
      return Instance.start({
        name,
        run: revision.command || [process.execPath, HELLO],
        folder: revision.folder,
        variables: this.#variablesOf(service, revision),
        onLine: (line) => this.#readers.get(revision)?.(name, line),
      });
    };
    const listed = (): void =>
      this.#running.set([...this.#pools.values()].flatMap(({ instances }) => instances.map(({ pid }) => pid)));
    const target = targetOf(service, revision);
    const started: PoolEvents["started"] = (outcome, ms) => this.#metrics?.start(target, outcome, ms);
    this.#pools.set(revision, new Pool(start, service.scale, this.#slots, { changed: listed, started }));
  }

  /** The names that Knative gives, and what programs of this shop understand. */
  #variablesOf(service: Service, revision: Revision): Readonly<Record<string, string | undefined>> {
    return {
      LISTEN_ADDR: "127.0.0.1",
      METRICS_LISTEN_ADDR: "127.0.0.1",
      ...this.#variables,
      // The router's own port, if it was given one, is taken.
      METRICS_PORT: "0",
      OTEL_SERVICE_NAME: service.name,
      SERVICE_VERSION: revision.name,
      SERVICE_REVISION: revision.name,
      NODE_COMPILE_CACHE: join(this.#folder, "compile-cache"),
      ...revision.env,
      K_SERVICE: service.name,
      K_CONFIGURATION: service.name,
      K_REVISION: revision.name,
    };
  }

  #matching(name: string, namespace: string | undefined): readonly Service[] {
    return this.state.services.filter(
      (service) => service.name === name && (namespace === undefined || service.namespace === namespace),
    );
  }

  /** Without a namespace there must be one service of the name. */
  #find(name: string, namespace: string | undefined): Service {
    const found = this.#matching(name, namespace);
    if (found.length > 1) throw new Error(severalText(name, found));
    if (found[0]) return found[0];
    const names = this.state.services.map((service) => service.name);
    const near = nearest(name, names);
    const where = namespace === undefined ? "" : ` in namespace ${namespace}`;
    throw new Error(`there is no service ${name}${where}${near && near !== name ? ` (did you mean ${near}?)` : ""}`);
  }

  #readyRevision(service: Service, target: string): Revision {
    const [name = "", tag] = target.split(":");
    if (tag !== undefined && name !== service.name)
      throw new Error(`${target} is of another service than the route ${service.name}`);
    const revision = revisionOf(service, tag ?? name);
    if (!revision.isReady)
      throw new Error(`${revision.name} may get no traffic: ${revision.failure || "it is starting"}`);
    return revision;
  }

  /** Has the instances follow what has changed, and keeps it. Without `fail` it throws when that can't be kept. */
  #changed(fail?: (problem: string) => void): void {
    for (const service of this.state.services) {
      const reached = new Set(sharesOf(service).flatMap(({ revision, percent }) => (percent > 0 ? [revision] : [])));
      for (const revision of service.revisions)
        this.#pools.get(revision)?.follow(service.scale, reached.has(revision.name));
    }
    try {
      this.#keep();
    } catch (error) {
      const problem = `it is in effect, but ${error instanceof Error ? error.message : String(error)}`;
      if (!fail) throw new Error(problem, { cause: error });
      fail(problem);
    }
  }

  #keep(): void {
    try {
      writeState(this.#folder, this.state);
    } catch (cause) {
      throw new Error(`what is deployed can't be kept: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      });
    }
  }
}

/** Starts the first instance; resolves to why it could not, undefined when it is ready. */
async function begun(pool: Pool | undefined, limitMs: number): Promise<string | undefined> {
  try {
    await pool?.begin(limitMs);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** By its name or one of its tags. */
function revisionOf(service: Service, name: string): Revision {
  const found = service.revisions.find((one) => one.name === name || one.tags.includes(name));
  if (found) return found;
  const names = service.revisions.flatMap((one) => [one.name, ...one.tags]);
  throw new Error(`${service.name} has no revision ${name}: there are ${[...new Set(names)].join(", ")}`);
}

function mergedScale(before: Scale, changes: ScaleChanges): Scale {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const scale: Scale = { ...before, ...given };
  if (scale.min > scale.max) throw new Error(`at least ${scale.min} instances are more than the most, ${scale.max}`);
  return scale;
}

function severalText(name: string, found: readonly Service[]): string {
  return `there are services ${name} in ${found.map(({ namespace }) => namespace).join(" and ")}: give --namespace`;
}
