import type { Lesson } from "./types.ts";

/** The lessons, in the order in which they are learnt best. */
export const lessons: readonly Lesson[] = [
  { id: "latency", title: "Find the slow span", question: "Which span makes the page slow, and for whom?" },
  { id: "errors", title: "Find the first error", question: "Where does the error come from, and who else sees it?" },
  { id: "calls", title: "Too many calls", question: "What does the page do more often than it needs to?" },
  { id: "load", title: "Under load", question: "What do requests wait for, and what makes it worse?" },
  { id: "orders", title: "An order, step by step", question: "What happens in which order, and who waits for it?" },
  { id: "data", title: "Wrong without an error", question: "Which service returned the wrong value?" },
  { id: "propagation", title: "Broken traces", question: "Where was the trace context lost or changed?" },
  { id: "telemetry", title: "When telemetry fails", question: "What is missing, and how would you notice?" },
];
