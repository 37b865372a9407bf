import { request } from "node:http";
import { json } from "node:stream/consumers";

/** GETs JSON, or POSTs it and takes the answer's. Rejects with the server's sentence for any other status than 200. */
export function directJson(url: string, body?: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? "GET" : "POST";
    const sent = request(url, { method, headers: { "content-type": "application/json" } }, (answer) => {
      json(answer).then((value) => {
        if (answer.statusCode === 200) resolve(value);
        else reject(new Error(`canaryd answered ${answer.statusCode}: ${messageOf(value)}`));
      }, reject);
    });
    sent.once("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function messageOf(value: unknown): string {
  return typeof value === "object" && value !== null && "message" in value ? String(value.message) : "";
}
