import { type IncomingMessage, request, type RequestOptions } from "node:http";
import { text } from "node:stream/consumers";
import { readStatus, type ShopStatus, whyNoStatus } from "../status.ts";
import { type Action, ONE_PROCESS } from "./change-service.ts";

/**
 * Has the shop that runs in this folder stop, pause or start a service. Resolves, when that is true, to a line that says what
 * happened; rejects with what to do when there is no such shop, or when it refuses.
 */
export async function askShop(stateFolder: string, action: Action, service: string): Promise<string> {
  const status = await readStatus(stateFolder);
  if (!status) throw new Error(whyNoStatus(stateFolder));
  const path = `/${action}?${new URLSearchParams({ service }).toString()}`;
  const answer = await send({ socketPath: controlOf(status), path });
  const said = await text(answer);
  if (answer.statusCode !== 200) throw new Error(said);
  return said;
}

function controlOf({ control, pid, services }: ShopStatus): string {
  if (typeof control === "string") return control;
  const isOneProcess = services.every((service) => service.pid === pid);
  throw new Error(isOneProcess ? ONE_PROCESS : "this shop takes no commands; it said why when it opened");
}

function send(options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request({ ...options, method: "POST", agent: false })
      .once("response", resolve)
      .once("error", (error: NodeJS.ErrnoException) => {
        const why = error.code === "EACCES" ? "it is another user's: ask as that user" : error.message;
        reject(new Error(`the shop did not answer (${why})`, { cause: error }));
      })
      .end();
  });
}
