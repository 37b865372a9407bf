import type { DeployEvent, DeployRequest, RouterClient } from "@hipstershop/revisions";
import { type ScaleOptions, scaleOf } from "./arguments.ts";

/** What `revision deploy` and `knctl deploy` have in common. */
export interface DeployOptions extends ScaleOptions {
  readonly service: string;
  readonly namespace?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly tag: readonly string[];
  readonly managedRoute: boolean;
  /** What to run; the hello app when left out. */
  readonly command?: string;
  /** A folder that is deleted with the revision. */
  readonly files?: string;
  readonly readyLimitMs: number;
  readonly watchLogsMs: number;
}

/** As the router takes it: a command runs in the folder in which this one was given. */
export function deployRequest(options: DeployOptions): DeployRequest {
  return {
    service: options.service,
    namespace: options.namespace,
    command: options.command ?? "",
    folder: process.cwd(),
    env: { ...options.env },
    files: options.files ?? "",
    tags: [...options.tag],
    managedRoute: options.managedRoute,
    scale: scaleOf(options),
    readyLimitMs: options.readyLimitMs,
    watchLogsMs: options.watchLogsMs,
  };
}

type Ready = Extract<DeployEvent, { kind: "ready" }>;

/** Deploys and has each event printed; resolves to the last one, and rejects with the reason when the revision failed. */
export async function deployAndTell(
  client: RouterClient,
  request: DeployRequest,
  tell: (event: DeployEvent) => void,
): Promise<Ready> {
  let ready: Ready | undefined;
  for await (const event of client.deploy(request)) {
    tell(event);
    if (event.kind === "failed") throw new Error(`${event.revision} gets no traffic: ${event.reason}`);
    if (event.kind === "ready") ready = event;
  }
  if (!ready) throw new Error("the router ended during the deployment");
  return ready;
}

/** The events in knctl's words, a paragraph each. */
export function knctlLines(
  event: DeployEvent,
  { readyLimit, watchLogs }: { readyLimit: string; watchLogs: string },
): string[] {
  const { revision } = event;
  switch (event.kind) {
    case "created": {
      const after = event.after === "" ? "" : ` (after revision '${event.after}')`;
      return [`Name  ${event.service}`, `Waiting for new revision${after} to be created...`];
    }
    case "tagged":
      return [`Tagging ${event.isNew ? "new" : "older"} revision '${revision}' as '${event.tag}'`];
    case "starting":
      return [
        `Annotating new revision '${revision}'`,
        `Waiting for new revision '${revision}' to be ready for up to ${readyLimit} (logs below)...`,
      ];
    case "log":
      return [`${revision} > ${event.instance} | ${event.line}`];
    case "ready":
      return [
        `Revision '${revision}' became ready`,
        ...(watchLogs ? [`Continuing to watch logs for ${watchLogs} before exiting`] : []),
      ];
    case "failed":
      return [`Revision '${revision}' did not become ready`];
  }
}
