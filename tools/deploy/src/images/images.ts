import { services } from "@hipstershop/shop/topology";
import { buildArgsOf, SHOP_BUILD_ARGS } from "../skaffold.ts";

/** An image, and how it is seen to work. */
export interface Image {
  readonly name: string;
  /** The Dockerfile's arguments, as skaffold.yaml has them. */
  readonly buildArgs: Readonly<Record<string, string>>;
  /** What it needs to be told. */
  readonly variables: Readonly<Record<string, string>>;
  /** What to start, and with what arguments; the image's own command when absent. */
  readonly command?: readonly string[];
  /** A folder that it may write to. */
  readonly scratch?: string;
  /** What it may use, as Docker writes it. */
  readonly memory: string;
  /** The most that the program's own layer may weigh, in bytes: design budget. */
  readonly layerBytesMax: number;
  /** Its answer to prove it runs; "help" for one that only prints its options. */
  readonly probe: { readonly kind: "grpc" | "http"; readonly port: number; readonly path: string } | "help";
}

/** Nobody: a service connects to those it calls when it first asks them. */
const NOBODY = "127.0.0.1:9";
const HEALTH = "/grpc.health.v1.Health/Check";

/** Inside a container every service listens where its Kubernetes Service expects it. */
const PORT = 8080;

const ONE = { memory: "160m", layerBytesMax: 3_000_000 } as const;

export const images: readonly Image[] = [
  ...services.map(({ name, protocol, extraPorts }) => ({
    ...ONE,
    name,
    buildArgs: buildArgsOf(`services/${name}`),
    variables: {
      ...Object.fromEntries(services.map(({ addressVariable }) => [addressVariable, NOBODY])),
      ...(extraPorts &&
        Object.fromEntries(Object.keys(extraPorts).map((variable, i) => [variable, String(PORT + 1 + i)]))),
      // As in the cluster, whose containers have no file to write carts to.
      REDIS_ADDR: NOBODY,
      OTEL_TRACES_EXPORTER: "none",
      PORT: String(PORT),
    },
    probe:
      protocol === "http"
        ? ({ kind: "http", port: PORT, path: "/_healthz" } as const)
        : ({ kind: "grpc", port: PORT, path: HEALTH } as const),
  })),
  { ...ONE, name: "loadgenerator", buildArgs: buildArgsOf("loadgen"), variables: {}, probe: "help" },
  {
    ...ONE,
    name: "traces",
    buildArgs: buildArgsOf("traceview"),
    variables: {},
    probe: { kind: "http", port: 16_686, path: "/api/services" },
  },
  // As the overlay k3s-tiny runs it. Its layer stands for thirteen others, which weigh more than 20 MB together.
  {
    name: "shop",
    buildArgs: SHOP_BUILD_ARGS,
    command: ["/app/build/src/main.cjs", "--state", "/state", "up", "--host", "0.0.0.0", "--print-logs"],
    scratch: "/state",
    memory: "384m",
    layerBytesMax: 8_000_000,
    variables: { NODE_OPTIONS: "--max-semi-space-size=8 --max-old-space-size=192" },
    probe: { kind: "http", port: PORT, path: "/" },
  },
];
