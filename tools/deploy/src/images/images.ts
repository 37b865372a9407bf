import { services } from "@hipstershop/shop/topology";
import { buildArgsOf, SHOP_BUILD_ARGS } from "../skaffold.ts";

/** An image, and how to run and probe it. */
export interface Image {
  readonly name: string;
  /** The Dockerfile's arguments, as skaffold.yaml has them. */
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Environment variables to set. */
  readonly variables: Readonly<Record<string, string>>;
  /** Command and arguments; the image's own command when absent. */
  readonly command?: readonly string[];
  /** A folder to mount as writable; the rest of the file system is read-only. */
  readonly scratch?: string;
  /** Memory limit in the notation of Docker. */
  readonly memory: string;
  /** Maximum size of the layer with the program, in bytes. */
  readonly layerBytesMax: number;
  /** The request that must succeed; "help" for a program that is only run with --help. */
  readonly probe: { readonly kind: "grpc" | "http"; readonly port: number; readonly path: string } | "help";
}

/** An address where nothing listens. A service connects to another with its first call, so none need exist. */
const NOBODY = "127.0.0.1:9";
const HEALTH = "/grpc.health.v1.Health/Check";

/** The port that PORT is set to. */
const PORT = 8080;

/** Limits of an image with one program. */
const ONE_PROGRAM = { memory: "160m", layerBytesMax: 3_100_000 } as const;

/** All images that the repository builds. */
export const images: readonly Image[] = [
  ...services.map(({ name, protocol, extraPorts }) => ({
    ...ONE_PROGRAM,
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
  { ...ONE_PROGRAM, name: "loadgenerator", buildArgs: buildArgsOf("loadgen"), variables: {}, probe: "help" },
  {
    ...ONE_PROGRAM,
    // The labs, their texts and what reads them are in it.
    layerBytesMax: 4_000_000,
    name: "training",
    buildArgs: buildArgsOf("labs"),
    variables: { OTEL_TRACES_EXPORTER: "none", PORT: String(PORT) },
    probe: { kind: "http", port: PORT, path: "/_healthz" },
  },
  {
    ...ONE_PROGRAM,
    name: "canaryd",
    buildArgs: buildArgsOf("tools/canary"),
    variables: { PORT: String(PORT) },
    probe: { kind: "http", port: PORT, path: "/health" },
  },
  {
    ...ONE_PROGRAM,
    name: "sampleapp",
    buildArgs: buildArgsOf("tools/sampleapp"),
    variables: { OTEL_TRACES_EXPORTER: "none", PORT: String(PORT) },
    probe: { kind: "http", port: PORT, path: "/healthz" },
  },
  {
    ...ONE_PROGRAM,
    name: "traces",
    buildArgs: buildArgsOf("traceview"),
    variables: {},
    probe: { kind: "http", port: 16_686, path: "/_healthz" },
  },
  // The whole shop, started as in overlay k3s-tiny. Its layer replaces thirteen others of more than 20 MB in total.
  {
    name: "shop",
    buildArgs: SHOP_BUILD_ARGS,
    command: [
      "/app/build/src/main.cjs",
      "--state",
      "/state",
      "up",
      "--host",
      "0.0.0.0",
      "--open-traces",
      "--print-logs",
      "--no-keep-traces",
    ],
    scratch: "/state",
    memory: "384m",
    layerBytesMax: 8_800_000,
    variables: { NODE_OPTIONS: "--max-semi-space-size=8 --max-old-space-size=192" },
    probe: { kind: "http", port: PORT, path: "/" },
  },
];
