import { z } from "zod";

export const REVISIONS_MAX = 50;
export const INSTANCES_MAX = 20;
/** Variables of instances that no deployment can choose, as in Knative. */
const SET_BY_ROUTER = new Set(["PORT", "K_SERVICE", "K_CONFIGURATION", "K_REVISION"]);

const count = (least: number, most: number) =>
  z.number().refine((value) => Number.isInteger(value) && value >= least && value <= most, {
    error: `give a whole number from ${least} to ${most}`,
  });
const durationMs = (least: number, most: number, mostText: string) =>
  z.number().refine((value) => Number.isInteger(value) && value >= least && value <= most, {
    error: `give a duration ${least > 0 ? "above 0s " : ""}up to ${mostText}`,
  });

/** How many instances the revisions of a service have. */
const scaleSchema = z.object({
  /** An instance without requests for this long is one too many. */
  idleMs: durationMs(0, 86_400_000, "a day"),
  /** The last instance stays this much longer. */
  graceMs: durationMs(0, 86_400_000, "a day"),
  /** Requests in flight for which one instance is enough. */
  target: count(1, 10_000),
  /** Requests in flight that an instance gets at most, others wait; 0: any number. */
  concurrency: count(0, 10_000),
  /** Instances that are always there, of revisions that get traffic. */
  min: count(0, INSTANCES_MAX),
  max: count(1, INSTANCES_MAX),
});
export type Scale = z.infer<typeof scaleSchema>;

const scaleChangesSchema = scaleSchema.partial();
/** What is undefined stays as it is. */
export type ScaleChanges = z.infer<typeof scaleChangesSchema>;

/** As in Knative today: 60 s stable window, 30 s grace, 70 % of 100 requests at once. */
export const DEFAULT_SCALE: Scale = {
  idleMs: 60_000,
  graceMs: 30_000,
  target: 70,
  concurrency: 0,
  min: 0,
  max: INSTANCES_MAX,
};

const name = z
  .string()
  .regex(/^[a-z]([-a-z0-9]{0,48}[a-z0-9])?$/, "give small letters, digits and hyphens, at most 50");
const LABEL = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?";
const domain = z
  .string()
  .regex(new RegExp(String.raw`^(?=.{1,200}$)${LABEL}(?:\.${LABEL})*$`), "give a domain such as example.com");
/** Of an environment. */
const variable = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, "give names such as TARGET")
  .refine((text) => !SET_BY_ROUTER.has(text), { error: "it is set for each instance" });
/** A tag that a user moves. */
const ownTag = name.refine((text) => text !== "latest" && text !== "previous", {
  error: "latest and previous are given by each deployment",
});

const revisionSchema = z.object({
  name: z.string(),
  /** What to run in a shell; "" for the hello app. */
  command: z.string().max(4000),
  /** Where to run it. */
  folder: z.string(),
  env: z.record(z.string(), z.string()),
  /** A folder that is deleted with it; "" when there is none. */
  files: z.string().default(""),
  tags: z.array(name),
  /** As in 2026-01-31T12:00:00.000Z. */
  createdAt: z.string(),
  /** Whether it ever listened: only then it may get traffic. */
  isReady: z.boolean(),
  /** Why it did not start; "" when it did or may yet. */
  failure: z.string(),
});
export type Revision = z.infer<typeof revisionSchema>;

const shareSchema = z.object({ revision: z.string(), percent: z.number().int().min(0).max(100) });
export type Share = z.infer<typeof shareSchema>;

const serviceSchema = z.object({
  name,
  namespace: name,
  createdAt: z.string(),
  /** How many revisions there ever were. */
  counted: z.number().int(),
  revisions: z.array(revisionSchema),
  scale: scaleSchema,
  /** Percentages; empty: all goes to the newest revision that is ready. */
  shares: z.array(shareSchema),
  /** Whether a visitor stays with one revision, by a cookie. */
  isSticky: z.boolean(),
});
export type Service = z.infer<typeof serviceSchema>;

/** What outlives the background process. */
export const stateSchema = z.object({ domain, domains: z.array(domain), services: z.array(serviceSchema) });
export type State = z.infer<typeof stateSchema>;

/** The messages of the control socket, by command. */
export const requests = {
  deploy: z.object({
    service: name,
    namespace: name.optional(),
    command: z.string().max(4000, "give at most 4000 characters"),
    folder: z.string(),
    env: z.record(
      variable,
      z
        .string()
        .max(10_000, "give at most 10000 characters")
        .regex(/^[^\0]*$/, "a variable can't hold a zero byte"),
    ),
    /** A folder, among the images, that is deleted with the revision. */
    files: z.string().default(""),
    tags: z.array(ownTag),
    /** Whether all traffic goes to the newest revision from now on. */
    managedRoute: z.boolean(),
    scale: scaleChangesSchema,
    readyLimitMs: durationMs(1, 3_600_000, "an hour"),
    /** How long to tell what a ready revision prints. */
    watchLogsMs: z.number().int().min(0).max(3_600_000),
  }),
  rollout: z.object({
    route: name,
    namespace: name.optional(),
    shares: z
      .array(z.object({ target: z.string(), percent: z.number().int().min(0).max(100) }))
      .min(1, "give percentages, such as hello:latest=10% and hello:previous=90%"),
    isSticky: z.boolean().optional(),
  }),
  scale: z.object({ service: name, namespace: name.optional(), scale: scaleChangesSchema }),
  domain: z.object({ domain, isDefault: z.boolean() }),
  delete: z.object({ service: name, namespace: name.optional(), revision: z.string().optional() }),
} as const;
export type DeployRequest = z.infer<typeof requests.deploy>;
export type RolloutRequest = z.infer<typeof requests.rollout>;

/** What happens during a deployment, in order; the last is `ready` or `failed`. */
export const deployEventSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("created"), service: z.string(), revision: z.string(), after: z.string() }),
  z.object({ kind: z.literal("tagged"), revision: z.string(), tag: z.string(), isNew: z.boolean() }),
  z.object({ kind: z.literal("starting"), revision: z.string() }),
  z.object({ kind: z.literal("log"), revision: z.string(), instance: z.string(), line: z.string() }),
  z.object({ kind: z.literal("ready"), revision: z.string(), url: z.string(), host: z.string(), tookMs: z.number() }),
  z.object({ kind: z.literal("failed"), revision: z.string(), reason: z.string() }),
]);
export type DeployEvent = z.infer<typeof deployEventSchema>;

/** `shop revision status --json`. */
export const statusSchema = z.object({
  /** Where the router listens, as a URL. */
  router: z.string(),
  /** Where Prometheus scrapes it; "" without metrics. */
  metrics: z.string().default(""),
  pid: z.number(),
  startedAt: z.string(),
  /** The default domain. */
  domain: z.string(),
  domains: z.array(z.string()),
  services: z.array(
    z.object({
      name: z.string(),
      namespace: z.string(),
      domain: z.string(),
      /** Whether all traffic follows the newest revision that is ready. */
      followsLatest: z.boolean(),
      sticky: z.boolean(),
      createdAt: z.string(),
      scale: scaleSchema,
      revisions: z.array(
        z.object({
          name: z.string(),
          tags: z.array(z.string()),
          percent: z.number(),
          instances: z.number(),
          state: z.enum(["starting", "ready", "idle", "failed"]),
          /** Why it failed, with its last log lines; "" when it did not. */
          reason: z.string(),
          createdAt: z.string(),
          pods: z.array(
            z.object({
              name: z.string(),
              pid: z.number(),
              ready: z.boolean(),
              inFlight: z.number(),
              since: z.string(),
            }),
          ),
        }),
      ),
    }),
  ),
});
export type RouterStatus = z.infer<typeof statusSchema>;
export type ServiceStatus = RouterStatus["services"][number];
export type RevisionStatus = ServiceStatus["revisions"][number];
