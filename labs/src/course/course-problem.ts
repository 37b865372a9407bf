/** Something that the course can't do. The message is a sentence or two for the learner. */
export class CourseProblem extends Error {
  override readonly name = "CourseProblem";
  /** "unknown": no such lab; "invalid": a wrong value; "order": not now; "busy", "full": no room; "away": no shop. */
  readonly kind: "unknown" | "invalid" | "order" | "busy" | "full" | "away";

  constructor(kind: CourseProblem["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}
