import { services } from "@hipstershop/shop/topology";

/** An image, and how it is seen to work. */
export interface Image {
  readonly name: string;
  /** The Dockerfile's SERVICE. */
  readonly folder: string;
  /** What it needs to be told. */
  readonly variables: Readonly<Record<string, string>>;
  /** Its answer to prove it runs; "help" for one that only prints its options. */
  readonly probe: { readonly kind: "grpc" | "http"; readonly port: number; readonly path: string } | "help";
}

/** Nobody: a service connects to those it calls when it first asks them. */
const NOBODY = "127.0.0.1:9";
const HEALTH = "/grpc.health.v1.Health/Check";

/** Inside a container every service listens where its Kubernetes Service expects it. */
const PORT = 8080;

export const images: readonly Image[] = [
  ...services.map(({ name, protocol, extraPorts }) => ({
    name,
    folder: `services/${name}`,
    variables: {
      ...Object.fromEntries(services.map(({ addressVariable }) => [addressVariable, NOBODY])),
      ...(extraPorts &&
        Object.fromEntries(Object.keys(extraPorts).map((variable, i) => [variable, String(PORT + 1 + i)]))),
      CART_STORE: "memory",
      OTEL_TRACES_EXPORTER: "none",
      PORT: String(PORT),
    },
    probe:
      protocol === "http"
        ? ({ kind: "http", port: PORT, path: "/_healthz" } as const)
        : ({ kind: "grpc", port: PORT, path: HEALTH } as const),
  })),
  { name: "loadgenerator", folder: "loadgen", variables: {}, probe: "help" },
  {
    name: "traces",
    folder: "tools/traceview",
    variables: {},
    probe: { kind: "http", port: 16_686, path: "/api/services" },
  },
];
