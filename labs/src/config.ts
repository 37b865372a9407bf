import {
  type Env,
  type ListenConfig,
  type Places,
  readListenConfig,
  readPageToken,
  readPlaces,
} from "@hipstershop/runtime";

export interface TrainingConfig extends ListenConfig {
  /** host:port of flagservice, or of a flagd: evaluation and administration. */
  readonly flagAddress: string;
  /** Origin at which this process reaches the shop. */
  readonly shopAddress: string;
  /** Where people open the other parts; "" hides the links to one. */
  readonly places: Places;
  /** Base address of Jaeger's query API for this process; "" when traces can't be looked at. */
  readonly tracesApi: string;
  /** File in which learners' progress is kept; "" keeps it until the process ends. */
  readonly courseFile: string;
  /** What people on other machines must know to change something; "none": nothing; "": they may only look. */
  readonly token: string;
  /** Names of hosts under which people open these pages, beside addresses and names without a dot. */
  readonly hostNames: readonly string[];
}

const PORT = 8082;
const VIEWER = "http://localhost:16686";

/** Reads the environment. */
export function readConfig(env: Env): TrainingConfig {
  const shopAddress = env.origin("FRONTEND_ADDR", "http://localhost:8080");
  const places = readPlaces(env, "faults", "course");
  const viewer = env.link("JAEGER_UI_URL", VIEWER);
  const tracesUrl = places.traces || viewer;
  return {
    ...readListenConfig(env, PORT),
    flagAddress: env.address("FLAG_SERVICE_ADDR", "localhost:8013"),
    shopAddress,
    places: { ...places, shop: places.shop || shopAddress, traces: tracesUrl },
    tracesApi: env.url("TRACES_API", "") || (tracesUrl.startsWith("/") ? "" : tracesUrl),
    courseFile: env.file("COURSE_FILE", "", "write"),
    token: readPageToken(env),
    hostNames: env
      .text("HOST_NAMES", "")
      .split(",")
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== ""),
  };
}
