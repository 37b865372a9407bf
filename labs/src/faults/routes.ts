import { type FaultState, FaultSwitchError } from "@hipstershop/faults/switches";
import type { Logger } from "@hipstershop/telemetry";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { PageProblem } from "../page-problem.ts";
import { faultsPage } from "../views/faults-page.ts";
import { contextQuery, readContext } from "./context.ts";
import { OwnSwitches } from "./own-switches.ts";
import { faultIn, type FaultsPlace, fieldsOf, type Named, queryOf } from "./requests.ts";
import { settingOf } from "./switch-form.ts";
import { tryRoutes } from "./try-routes.ts";
import { isActive, settingText } from "./words.ts";

/** HTTP statuses by what went wrong with a switch. */
const STATUS = { invalid: 422, fixed: 409, away: 503 } as const;
const FLAGD = "These flags can’t be changed here: this is flagd, which reads them from its file.";

/** The addresses of the forms, below /faults. */
const FORMS = [
  "/faults/reset",
  "/faults/:name",
  "/faults/:name/rule/remove",
  "/faults/:name/mine/remove",
  "/faults/:name/try",
];

/**
 * GET /faults, and the forms on it: switch, rule/remove, mine/remove, reset, and try. Forms redirect to the page, and so do their
 * addresses when they are opened by a reload or a link.
 */
export function faultsRoutes(app: FastifyInstance, place: FaultsPlace): void {
  const { switches, log, learnerOf } = place;
  const ownSwitches = new OwnSwitches(place);

  app.get("/faults", (request, reply) => sendFaults(request, reply, place));

  for (const address of FORMS)
    app.get<{ readonly Params: { readonly name?: string } }>(address, async (request, reply) => {
      const { name } = request.params;
      if (name !== undefined) faultIn(name);
      const place = `/faults${contextQuery(readContext(queryOf(request)))}`;
      return reply.redirect(name === undefined ? place : `${place}#${name}`, 302);
    });

  app.post("/faults/reset", async (request, reply) => {
    try {
      log.info({ faults: await switches.reset() }, "all faults were switched off");
    } catch (error) {
      return sendFaults(request, reply, place, { title: "Nothing was switched off", error });
    }
    return redirectToFaults(request, reply, { done: "reset" });
  });

  app.post<Named>("/faults/:name", async (request, reply) => {
    const fault = faultIn(request.params.name);
    const fields = fieldsOf(request);
    try {
      if (fields["whom"] === "me") {
        await ownSwitches.set(fault, { learner: learnerOf(request), variant: fields["variant"] ?? "" });
        return await redirectToFaults(request, reply, { done: fault.name });
      }
      const { defaultVariant, targeting } = settingOf(fault, fields);
      // The rule comes first: in between, a variant that is for some must not be for everybody.
      if (targeting !== "") await switches.target(fault.name, targeting);
      await switches.set(fault.name, defaultVariant);
      if (targeting === "") await switches.target(fault.name, "");
      log.info({ fault: fault.name, variant: defaultVariant, targeting }, "a fault was switched");
    } catch (error) {
      return sendFaults(request, reply, place, { title: `${fault.name} was not switched`, error });
    }
    return redirectToFaults(request, reply, { done: fault.name });
  });

  app.post<Named>("/faults/:name/rule/remove", async (request, reply) => {
    const fault = faultIn(request.params.name);
    try {
      await switches.target(fault.name, "");
      log.info({ fault: fault.name }, "a fault's rule was removed");
    } catch (error) {
      return sendFaults(request, reply, place, { title: `The rule of ${fault.name} was not removed`, error });
    }
    return redirectToFaults(request, reply, { done: fault.name });
  });

  app.post<Named>("/faults/:name/mine/remove", async (request, reply) => {
    const fault = faultIn(request.params.name);
    try {
      await ownSwitches.remove(fault, learnerOf(request));
    } catch (error) {
      return sendFaults(request, reply, place, { title: `${fault.name} was not switched`, error });
    }
    return redirectToFaults(request, reply, { done: fault.name });
  });

  tryRoutes(app, place);
}

/** The page again, with the context that it had. */
function redirectToFaults(request: FastifyRequest, reply: FastifyReply, { done }: { readonly done: string }) {
  const query = contextQuery(readContext(queryOf(request)), { done });
  return reply.redirect(`/faults${query}`, 303);
}

interface Failure {
  readonly title: string;
  readonly error: unknown;
}

/** The page as it is now: after a failure with what failed, and its status. */
async function sendFaults(request: FastifyRequest, reply: FastifyReply, place: FaultsPlace, failure?: Failure) {
  const context = readContext(queryOf(request));
  const learner = place.learnerOf(request);
  const [{ states, trouble }, alert] = [
    await loadStates(place, learner === "" ? context : { learner, ...context }),
    failure && alertOf(failure, place.log),
  ];
  const page = faultsPage(place.frame(request, "Faults"), {
    context,
    learner,
    states,
    trouble,
    fixed: states && isFlagd(states) ? FLAGD : "",
    done: states && !failure ? doneText(states, queryOf(request)["done"], learner) : "",
    alert,
  });
  const status = alert?.status ?? (states ? 200 : STATUS.away);
  if (status === STATUS.away) reply.header("retry-after", "3");
  return reply.status(status).type("text/html; charset=utf-8").send(page);
}

async function loadStates({ switches, log }: FaultsPlace, context: Readonly<Record<string, string>>) {
  try {
    return { states: await switches.list(context), trouble: "" };
  } catch (error) {
    if (!(error instanceof FaultSwitchError)) throw error;
    log.warn({ err: error }, "the page of faults is shown without their states");
    return { states: undefined, trouble: sentence(error.message) };
  }
}

function alertOf({ title, error }: Failure, log: Logger) {
  if (error instanceof PageProblem) return { title, message: error.message, status: error.statusCode };
  if (!(error instanceof FaultSwitchError)) throw error;
  log.warn({ err: error }, title);
  return { title, message: sentence(error.message), status: STATUS[error.kind] };
}

function isFlagd(states: readonly FaultState[]): boolean {
  return states.every(({ defaultVariant }) => defaultVariant === "") && states.some(({ problem }) => problem === "");
}

function doneText(states: readonly FaultState[], done: unknown, learner: string): string {
  if (done === "reset") return states.some(isActive) ? "" : "All faults are off.";
  const state = states.find(({ fault }) => fault.name === done);
  if (!state) return "";
  return isActive(state)
    ? `${state.fault.name} is on: ${settingText(state, learner)}.`
    : `${state.fault.name} is off for everybody.`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? "" : "."}`;
}
