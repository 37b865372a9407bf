import { extraPortKey, wantedPorts } from "@hipstershop/shop/ports";
import { services } from "@hipstershop/shop/topology";
import { callGraph } from "./call-graph.ts";

const METRICS = 9090;
/** Services whose port is the original's, and not the one their container listens on. */
const SERVICE_PORTS: Readonly<Record<string, number>> = { emailservice: 5000, frontend: 80 };
/** The trace store's ports, by their names in base's Service jaeger and in the runner. */
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

/** The Services of overlays/k3s-tiny: base's names and ports, which all lead into the one pod, where every service has ports of its own. */
export function tinyServices(): readonly object[] {
  const local = wantedPorts(undefined);
  const at = (key: string) => local.get(key) ?? 0;
  const jaeger = Object.entries(TRACES).map(([name, key]) => ({ name, port: at(key), targetPort: at(key) }));
  const shop = callGraph().map(({ name, ports: [own = 0, ...extra] }) => {
    const spec = services.find((one) => one.name === name)!;
    const further = Object.keys(spec.extraPorts ?? {}).map((variable, i): Port => {
      const part = variable.toLowerCase().replace(/_port$/, "");
      return { name: `grpc-${part}`, port: extra[i] ?? 0, targetPort: at(extraPortKey(spec, variable)) };
    });
    const label = spec.protocol === "http" ? "http" : "grpc";
    return service(name, [
      { name: label, port: SERVICE_PORTS[name] ?? own, targetPort: at(name) },
      ...further,
      { name: "metrics", port: METRICS, targetPort: at(extraPortKey(spec, "METRICS_PORT")) },
    ]);
  });
  return [
    ...shop,
    service(
      "frontend-external",
      [{ name: "http", port: SERVICE_PORTS["frontend"]!, targetPort: at("frontend") }],
      "LoadBalancer",
    ),
    service("jaeger", jaeger),
    service(
      "jaeger-external",
      jaeger.filter(({ name }) => name === "query-http"),
      "LoadBalancer",
    ),
  ];
}

function service(name: string, ports: readonly Port[], type = "ClusterIP"): object {
  const labels = { app: name.replace(/-external$/, "") };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, labels },
    spec: { type, selector: { app: "shop" }, ports },
  };
}
