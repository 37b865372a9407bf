import { request as send } from "node:http";
import { text } from "node:stream/consumers";
import { RouterClient, type RouterOptions, type RouterStatus, type ServiceStatus } from "@hipstershop/revisions";
import { readStatus } from "../status.ts";

/** The router of the folder; rejects when none runs. */
export async function openRouter(stateFolder: string): Promise<RouterClient> {
  const client = await RouterClient.find(stateFolder);
  if (!client) throw new Error("no router runs here; `npx shop revision up` starts it, and so does deploy");
  return client;
}

/** The router of the folder, which is started if none runs. It sends its spans to the shop that runs in the folder. */
export async function openOrStartRouter(
  stateFolder: string,
  options: Omit<RouterOptions, "jaeger">,
): Promise<RouterClient> {
  const jaeger = (await readStatus(stateFolder))?.ingest.jaegerThrift;
  return RouterClient.findOrStart(stateFolder, { ...options, jaeger });
}

/** Which services a command is about; undefined for all. */
export interface Selection {
  readonly service?: string;
  readonly namespace?: string;
}

/** The services chosen; throws when one is named and there is none. */
export function selected({ services }: RouterStatus, { service, namespace }: Selection): readonly ServiceStatus[] {
  const found = services.filter(
    (one) =>
      (service === undefined || one.name === service) && (namespace === undefined || one.namespace === namespace),
  );
  if (service !== undefined && found.length === 0)
    throw new Error(`there is no service ${service}${namespace === undefined ? "" : ` in namespace ${namespace}`}`);
  return found;
}

/** The service of that name; throws when there is none, or one in each of several namespaces. */
export function oneService(status: RouterStatus, selection: Selection): ServiceStatus {
  const [only, ...others] = selected(status, selection);
  if (!only) throw new Error("nothing is deployed");
  if (others.length > 0) throw new Error(`there are several services ${only.name}: give --namespace`);
  return only;
}

/** An answer of a service, through the router. */
export interface Answer {
  readonly status: number;
  readonly revision: string;
  readonly body: string;
  readonly ms: number;
}

/** As `curl -sS -H 'Host: …'` does it. @param path begins with a slash */
export async function askService(router: string, host: string, path: string): Promise<Answer> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    send(router, { path: encodeURI(path).replaceAll(/%25(?=[0-9a-f]{2})/gi, "%"), headers: { host }, agent: false })
      .once("error", reject)
      .once("response", (answer) => {
        const { statusCode = 0, headers } = answer;
        const revision = headers["x-shop-revision"]?.toString() ?? "";
        text(answer).then(
          (body) => resolve({ status: statusCode, revision, body, ms: Math.round(performance.now() - startedAt) }),
          reject,
        );
      })
      .end();
  });
}

/** The command that does the same, quoted as knctl does. */
export function curlLine(router: string, host: string, path: string): string {
  const url = `${router}${path === "/" ? "" : path}`;
  return `curl '-sS' '-H' 'Host: ${host}' '${url.replaceAll("'", "%27")}'`;
}
