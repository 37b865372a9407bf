import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { labNamed } from "../course/course.ts";
import { LABS } from "../course/registry.ts";
import { storeRooms } from "../course/store-rooms.ts";
import { fieldsOf, queryOf } from "../faults/requests.ts";
import { PageProblem } from "../page-problem.ts";
import { trainerPage } from "../views/trainer-page.ts";
import { alertFor, type CoursePlace, sendPage } from "./course-place.ts";
import { courseFrame } from "./course-routes.ts";

const DONE: Readonly<Record<string, string>> = {
  reset: "The progress was forgotten.",
  incident: "The incident is called: the learners’ page of the course leads to it, and all get the same.",
  revealed: "The solution is shown on the learner’s page of the lab.",
};

/** GET /course/trainer, and its forms: reset of one or all, and reveal. */
export function trainerRoutes(app: FastifyInstance, place: CoursePlace): void {
  const { course, log } = place;

  app.get("/course/trainer", (request, reply) => sendTrainer(request, reply, place));

  for (const form of ["reset", "reveal", "incident"])
    app.get(`/course/trainer/${form}`, (_request, reply) => reply.redirect("/course/trainer", 302));

  app.post("/course/trainer/reset", (request, reply) =>
    act(request, reply, place, async () => {
      const { learner = "", everybody } = fieldsOf(request);
      if ((learner === "") === (everybody !== "yes"))
        throw new PageProblem(422, "Say whose progress is to be forgotten.");
      await course.reset(everybody === "yes" ? "" : learner);
      log.info({ learner, everybody: everybody === "yes" }, "progress was reset");
      return "reset";
    }),
  );

  app.post("/course/trainer/incident", (request, reply) =>
    act(request, reply, place, async () => {
      if (!course.callIncident()) throw new PageProblem(404, "There is no lab with an incident.");
      log.info({ seed: course.state.incident?.seed }, "an incident was called");
      return "incident";
    }),
  );

  app.post("/course/trainer/reveal", (request, reply) =>
    act(request, reply, place, async () => {
      const { learner = "", lab = "" } = fieldsOf(request);
      const known = course.state.learners.find(({ name }) => name === learner);
      if (!known?.labs.some((one) => one.lab === lab))
        throw new PageProblem(404, "This learner has not started this lab.");
      course.reveal(labNamed(lab), learner);
      log.info({ learner, lab }, "a solution was revealed");
      return "revealed";
    }),
  );
}

/** Does what a form asks for, and goes back to the page. */
async function act(request: FastifyRequest, reply: FastifyReply, place: CoursePlace, work: () => Promise<string>) {
  try {
    return await reply.redirect(`/course/trainer?done=${await work()}`, 303);
  } catch (error) {
    return sendTrainer(request, reply, place, alertFor(error, "That was not done"));
  }
}

async function sendTrainer(
  request: FastifyRequest,
  reply: FastifyReply,
  place: CoursePlace,
  alert?: ReturnType<typeof alertFor>,
): Promise<FastifyReply> {
  const page = trainerPage(courseFrame(request, place, "The room"), {
    labs: LABS,
    learners: place.course.state.learners,
    rooms: await storeRooms(place.course.traces.api),
    now: Date.now(),
    alert,
    done: alert ? "" : (DONE[String(queryOf(request)["done"])] ?? ""),
  });
  return sendPage(reply, page, alert?.status);
}
