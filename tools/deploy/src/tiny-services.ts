import { extraPortKey, wantedPorts } from "@hipstershop/shop/ports";
import { services } from "@hipstershop/shop/topology";
import { callGraph } from "./call-graph.ts";

const METRICS = 9090;
/** Services whose Kubernetes port differs from the port that their container listens on, as in the original shop. */
const SERVICE_PORTS: Readonly<Record<string, number>> = { emailservice: 5000, frontend: 80 };
/** The trace store's ports: name in base's Service jaeger, and name in the port plan of tools/shop. */
const TRACES: Readonly<Record<string, string>> = {
  zipkin: "zipkin",
  "query-http": "traces",
  "jaeger-thrift": "jaegerThrift",
  "otlp-grpc": "otlpGrpc",
  "otlp-http": "otlpHttp",
};

interface Port {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
}

/**
 * The Services of overlays/k3s-tiny: names and ports of base, with target ports in the one pod, where each service has its own.
 */
export function tinyServices(): readonly object[] {
  const local = wantedPorts(undefined);
  const localPort = (key: string) => local.get(key) ?? 0;
  const jaeger = Object.entries(TRACES).map(([name, key]) => ({
    name,
    port: localPort(key),
    targetPort: localPort(key),
  }));
  const shop = callGraph().map(({ name, ports: [own = 0, ...extra] }) => {
    const spec = services.find((one) => one.name === name)!;
    const further = Object.keys(spec.extraPorts ?? {}).map((variable, i): Port => {
      const part = variable.toLowerCase().replace(/_port$/, "");
      return { name: `grpc-${part}`, port: extra[i] ?? 0, targetPort: localPort(extraPortKey(spec, variable)) };
    });
    const label = spec.protocol === "http" ? "http" : "grpc";
    return serviceObject(name, [
      { name: label, port: SERVICE_PORTS[name] ?? own, targetPort: localPort(name) },
      ...further,
      { name: "metrics", port: METRICS, targetPort: localPort(extraPortKey(spec, "METRICS_PORT")) },
    ]);
  });
  return [
    ...shop,
    serviceObject(
      "frontend-external",
      [{ name: "http", port: SERVICE_PORTS["frontend"]!, targetPort: localPort("frontend") }],
      "LoadBalancer",
    ),
    serviceObject("jaeger", jaeger),
    serviceObject(
      "jaeger-external",
      jaeger.filter(({ name }) => name === "query-http"),
      "LoadBalancer",
    ),
  ];
}

function serviceObject(name: string, ports: readonly Port[], type = "ClusterIP"): object {
  const labels = { app: name.replace(/-external$/, "") };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, labels },
    spec: { type, selector: { app: "shop" }, ports },
  };
}
