import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import * as z from "zod";
import { parse, Problem } from "../problem.ts";
import type { Analyses } from "../run/analyses.ts";
import type { Canaries } from "../run/canaries.ts";
import { summariesOf } from "../stores/kept-lists.ts";
import type { Store } from "../stores/store.ts";
import { bodyOf } from "./app.ts";
import { Query } from "./query.ts";

interface ById {
  readonly Params: { readonly id: string };
}

const KIND = "canaryResult";
const resultSchema = z.record(z.string(), z.unknown(), "it must be an object, as GET /canary/{id} answers it");

/** /canaryResultArchive: the kept results of canaries are listed, read, added, replaced, removed. */
export function archiveRoutes(app: FastifyInstance, store: Store): void {
  const write = async (id: string, body: unknown) => {
    await store.write(KIND, id, parse(resultSchema, bodyOf({ body }), "The canary result"));
    return { pipelineId: id };
  };
  const isKept = async (id: string) => (await store.find(KIND, id)) !== undefined;
  app.get("/canaryResultArchive", async ({ url }) => {
    new Query(url).accounts();
    return summariesOf(store, KIND);
  });
  app.get<ById>("/canaryResultArchive/:id", async ({ url, params: { id } }) => {
    new Query(url).accounts();
    const kept = await store.find(KIND, id);
    if (!kept) throw new Problem(404, `There is no archived canary result ${id}.`);
    const result: unknown = JSON.parse(kept.json);
    return result;
  });
  app.post("/canaryResultArchive", async ({ url, body }) => {
    const query = new Query(url);
    query.accounts();
    const id = query.text("pipelineId") ?? randomUUID();
    if (await isKept(id)) throw new Problem(400, `Archived canary result '${id}' already exists.`);
    return write(id, body);
  });
  app.put<ById>("/canaryResultArchive/:id", async ({ url, params: { id }, body }) => {
    new Query(url).accounts();
    if (!(await isKept(id))) throw new Problem(400, `Archived canary result '${id}' does not exist.`);
    return write(id, body);
  });
  app.delete<ById>("/canaryResultArchive/:id", async ({ url, params: { id } }, reply) => {
    new Query(url).accounts();
    if (!(await isKept(id))) throw new Problem(404, `There is no archived canary result ${id}.`);
    await store.remove(KIND, id);
    return reply.status(204).send();
  });
}

/** /pipelines: canaries and analyses by their ids. */
export function pipelineRoutes(app: FastifyInstance, canaries: Canaries, analyses: Analyses): void {
  const find = async (id: string) => {
    const run = (await canaries.find(id)) ?? (await analyses.find(id));
    if (run === undefined) throw new Problem(404, `There is no execution ${id}.`);
    return run;
  };
  app.get("/pipelines", async () => [...(await canaries.ids()), ...(await analyses.ids())]);
  app.get<ById>("/pipelines/:id", async ({ params }) => find(params.id));
  app.put<ById>("/pipelines/:id/cancel", async ({ params: { id } }, reply) => {
    if (!canaries.cancel(id) && !analyses.cancel(id)) await find(id);
    return reply.status(202).send();
  });
  app.delete<ById>("/pipelines/:id", async ({ params: { id } }, reply) => {
    await find(id);
    // Kayenta's status for that, though nobody is logged in.
    if (canaries.isRunning(id) || analyses.isRunning(id))
      throw new Problem(401, `The execution ${id} is not complete: cancel it first.`);
    await canaries.remove(id);
    await analyses.remove(id);
    return reply.status(200).send();
  });
}
