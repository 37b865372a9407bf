import type { Logger } from "@hipstershop/telemetry";
import type { FastifyReply, FastifyRequest } from "fastify";
import { CourseProblem } from "../course/course-problem.ts";
import { type Course, learnerName } from "../course/course.ts";
import { NO_NAME } from "../course/progress.ts";
import { PageProblem } from "../page-problem.ts";
import type { Alert } from "../views/course-page.ts";
import type { Frame } from "../views/layout.ts";

/** What the routes of the course work with. */
export interface CoursePlace {
  readonly course: Course;
  readonly log: Logger;
  readonly frame: (request: FastifyRequest, title: string) => Frame;
  /** The trace viewer as this visitor can open it. */
  readonly viewerFor: (request: FastifyRequest) => string;
}

/** Sent to the shop as well, whose pages are on the same host. */
const COOKIE = "shop_learner";
const COOKIE_SECONDS = 30 * 24 * 60 * 60;
const STATUS = { unknown: 404, invalid: 422, order: 409, busy: 503, full: 507, away: 502 } as const;
const HTML = "text/html; charset=utf-8";

/** The learner's name from the cookie; "learner" without one, or with one that is no name. */
export function learnerOf({ headers }: FastifyRequest): string {
  const value = new RegExp(`(?:^|;)\\s*${COOKIE}=([^;]*)`).exec(headers.cookie ?? "")?.[1];
  if (value === undefined) return NO_NAME;
  try {
    return learnerName(decodeURIComponent(value));
  } catch {
    return NO_NAME;
  }
}

/** The same, but "" for nobody in particular: faults are then switched for everybody. */
export function nameOf(request: FastifyRequest): string {
  const name = learnerOf(request);
  return name === NO_NAME ? "" : name;
}

/** Remembers the name in this browser; "learner" forgets the one before. */
export function rememberLearner(reply: FastifyReply, name: string): void {
  const age = name === NO_NAME ? 0 : COOKIE_SECONDS;
  reply.header("set-cookie", `${COOKIE}=${encodeURIComponent(name)}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax`);
}

/** What went wrong, for the page and for the answer's status. Throws what is no problem of the course. */
export function alertFor(error: unknown, title: string): Alert & { readonly status: number } {
  if (error instanceof CourseProblem) return { title, message: error.message, status: STATUS[error.kind] };
  if (error instanceof PageProblem) return { title, message: error.message, status: error.statusCode };
  throw error;
}

/** Sends a page. */
export function sendPage(reply: FastifyReply, page: string, status = 200): FastifyReply {
  if (status === 503) reply.header("retry-after", "3");
  return reply.status(status).type(HTML).send(page);
}

/** So many learners may wait for their turn. */
const WAITING_MAX = 100;

/** Limits what is under way: one action of each learner, and so many of all; the others wait for their turn. */
export class Turns {
  readonly #names = new Set<string>();
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** Does the work when it is the learner's turn. Throws a PageProblem 429 or 503. */
  async take<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (this.#names.has(name))
      throw new PageProblem(429, "Your last click is still being worked on. Try again in a moment.");
    if (this.#waiting.length >= WAITING_MAX)
      throw new PageProblem(503, "Too many learners have clicked at once. Try again in a moment.");
    this.#names.add(name);
    try {
      await this.#enter();
      try {
        return await work();
      } finally {
        this.#leave();
      }
    } finally {
      this.#names.delete(name);
    }
  }

  async #enter(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }

  /** The one who has waited longest comes next. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
