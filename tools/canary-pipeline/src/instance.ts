/** Everything of a run listens here. */
export const HOST = "127.0.0.1";

/** What the terminal's environment may not change: without metrics nothing can be judged. */
export const MEASURED = {
  OTEL_SDK_DISABLED: "",
  OTEL_METRICS_EXPORTER: "",
  OTEL_TRACES_EXPORTER: "",
  OTEL_SERVICE_NAME: "",
} as const;

/** The three versions side by side: what runs, the same anew, and what is to replace it. */
export type Version = "prod" | "baseline" | "canary";

/** One running process of a version. */
export interface Instance {
  readonly version: Version;
  /** Where Prometheus scrapes it. */
  readonly metricsUrl: string;
  /** The labels that its metrics get. */
  readonly labels: { readonly app: string; readonly version: Version };
  readonly port: number;
}
