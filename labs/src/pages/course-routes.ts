import { visitorLink } from "@hipstershop/web";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { labNamed, learnerName } from "../course/course.ts";
import type { Lab } from "../course/lab.ts";
import { LABS } from "../course/registry.ts";
import { permalinkOf } from "../course/texts.ts";
import { fieldsOf } from "../faults/requests.ts";
import { PageProblem } from "../page-problem.ts";
import { type Alert, coursePage } from "../views/course-page.ts";
import { glossaryPage } from "../views/glossary-page.ts";
import { labPage } from "../views/lab-page.ts";
import { fieldName } from "../views/questions.ts";
import { alertFor, type CoursePlace, learnerOf, rememberLearner, sendPage, Turns } from "./course-place.ts";
import { sceneTraces } from "./scene-traces.ts";

/** Each start makes requests, and each check reads traces. */
const ACTIONS_AT_ONCE = 12;

interface Named {
  readonly Params: { readonly lab: string };
}
interface Asked extends Named {
  readonly Params: { readonly lab: string; readonly action: string };
}

/** What a form of a lab does; where on its page one goes on. */
type Action = (lab: Lab, learner: string, fields: Readonly<Record<string, string>>) => Promise<string>;

/** GET /course, /course/{lab} and /course/glossary, and the forms on them, which redirect to the page. */
export function courseRoutes(app: FastifyInstance, place: CoursePlace): void {
  const turns = new Turns(ACTIONS_AT_ONCE);
  const actions = new Map(Object.entries(actionsOf(place)));

  app.get("/course", (request, reply) => sendCourse(request, reply, place));

  app.get("/course/glossary", (request, reply) =>
    sendPage(reply, glossaryPage(courseFrame(request, place, "Glossary"))),
  );

  app.get("/course/learner", (_request, reply) => reply.redirect("/course", 302));

  app.post("/course/learner", (request, reply) => {
    try {
      rememberLearner(reply, learnerName(fieldsOf(request)["learner"] ?? ""));
    } catch (error) {
      return sendCourse(request, reply, place, alertFor(error, "The name was not taken"));
    }
    return reply.redirect("/course", 303);
  });

  app.get<Named>("/course/:lab", async (request, reply) => {
    const lab = labIn(request.params.lab);
    const permalink = permalinkOf(lab);
    if (permalink !== request.params.lab) return reply.redirect(`/course/${permalink}`, 302);
    return sendLab(request, reply, place, { lab });
  });

  app.get<Asked>("/course/:lab/:action", (request, reply) =>
    reply.redirect(`/course/${permalinkOf(labIn(request.params.lab))}`, 302),
  );

  app.post<Asked>("/course/:lab/:action", async (request, reply) => {
    const lab = labIn(request.params.lab);
    const act = actions.get(request.params.action);
    if (!act) throw nothingHere();
    const learner = learnerOf(request);
    try {
      const at = await turns.take(learner, () => act(lab, learner, fieldsOf(request)));
      return await reply.redirect(`/course/${permalinkOf(lab)}${at}`, 303);
    } catch (error) {
      return sendLab(request, reply, place, { lab, alert: alertFor(error, "That was not done") });
    }
  });
}

function labIn(name: string): Lab {
  try {
    return labNamed(name);
  } catch {
    throw nothingHere();
  }
}

function nothingHere(): PageProblem {
  return new PageProblem(404, "There is no lab at this address.");
}

function actionsOf({ course, log }: CoursePlace): Readonly<Record<string, Action>> {
  return {
    async start(lab, learner) {
      const { scene } = await course.start(lab, learner);
      log.info({ lab: lab.id, learner, seed: scene?.seed }, "a lab was started");
      return "#work";
    },
    async predict(lab, learner, fields) {
      course.predict(lab, learner, fields["prediction"] ?? "");
      return "#work";
    },
    async hint(lab, learner) {
      course.hint(lab, learner);
      return "#hints";
    },
    async reset(lab, learner) {
      await course.reset(learner, lab);
      return "";
    },
    async check(lab, learner, fields) {
      const given = lab.questions.map((question) => [question.key, fields[fieldName(question)] ?? ""]);
      const { verdict } = await course.check(lab, learner, Object.fromEntries(given));
      log.info({ lab: lab.id, learner, verdict }, "a lab was checked");
      return "#work";
    },
  };
}

/** The frame of a page of the course. */
export function courseFrame(request: FastifyRequest, { frame }: CoursePlace, title: string) {
  return { ...frame(request, title), stylesheets: ["services.css", "course.css"] };
}

type Failure = Alert & { readonly status: number };

function sendCourse(request: FastifyRequest, reply: FastifyReply, place: CoursePlace, alert?: Failure): FastifyReply {
  const learner = learnerOf(request);
  const labs = place.course.list(learner);
  const page = coursePage(courseFrame(request, place, "Course"), {
    learner,
    labs,
    incident: calledFor(place, labs),
    done: "",
    alert,
  });
  return sendPage(reply, page, alert?.status);
}

/** The lab of the called incident, for who has not passed it since. */
function calledFor({ course }: CoursePlace, labs: ReturnType<CoursePlace["course"]["list"]>) {
  const { incident } = course.state;
  const called = labs.find(({ lab }) => lab.id === incident?.lab);
  if (!called) return undefined;
  const { last, scene } = called.progress;
  const isStarted = scene?.seed === incident?.seed;
  return isStarted && last?.verdict === "passed" ? undefined : { lab: called.lab, isStarted };
}

interface LabView {
  readonly lab: Lab;
  readonly alert?: Failure;
}

async function sendLab(request: FastifyRequest, reply: FastifyReply, place: CoursePlace, { lab, alert }: LabView) {
  const { course } = place;
  const learner = learnerOf(request);
  const tracesUrl = place.viewerFor(request);
  const progress = course.progress(lab, learner);
  const { traces, trouble } =
    progress.prediction === null
      ? { traces: new Map(), trouble: "" }
      : await sceneTraces(course, lab, progress, tracesUrl);
  const page = labPage(courseFrame(request, place, lab.title), {
    lab,
    learner,
    progress,
    trouble,
    tracesUrl,
    alert,
    asked: { lab, scene: progress.scene ?? { clicks: {} }, traces, answers: progress.answers },
    solution: progress.isRevealed ? await course.solution(lab, learner) : undefined,
    linkFor: (url) => visitorLink(url, request.headers.host),
    files: course.work(lab, learner),
    next: LABS[LABS.indexOf(lab) + 1],
  });
  return sendPage(reply, page, alert?.status);
}
