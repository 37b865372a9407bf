import type { Instance } from "./instance.ts";

/** What is deployed in versions, and gets requests. Disposal ends all of it. */
export interface Subject extends AsyncDisposable {
  /** The application's name, and the label `app` of its metrics. */
  readonly name: string;
  /** What is running now. */
  readonly instances: readonly Instance[];
  /** Name of the service whose spans tell of a version. */
  readonly tracedService: string;
  /** What the canary is, in words: "40.4 % errors (SUCCESS_RATE 60)". */
  readonly difference: string;
  /** Starts production, and its load. */
  startProduction(): Promise<void>;
  deploy(version: "baseline" | "canary"): Promise<void>;
  remove(version: "baseline" | "canary"): Promise<void>;
  /** Replaces production by the canary's version, one instance after the other. */
  promote(): Promise<void>;
  /** Why its metrics can't be judged: a process that crashed, or no more load; undefined while all is well. */
  readonly problem: string | undefined;
  /** One line on the requests so far. */
  loadLine(): string;
}

/** What every subject is told. */
export interface SubjectOptions {
  /** For logs and state. */
  readonly folder: string;
  /** Where spans are sent: Jaeger's Thrift over HTTP. */
  readonly jaegerUrl: string;
  /** Requests per second, to all instances together. */
  readonly rate: number;
  readonly seed: number;
  /** Is told what goes wrong. */
  readonly warn: (text: string) => void;
}
