import { callGraph } from "./call-graph.ts";

const METRICS = 9090;
const SHOP = { matchLabels: { "app.kubernetes.io/part-of": "hipster-shop" } };
/** Ports to which services send spans: Jaeger Thrift over HTTP, OTLP over HTTP. */
export const SPANS: readonly number[] = [14_268, 4318];

/** Services that keep carts, orders, charges and sent mails in Redis. */
export const STATEFUL: readonly string[] = ["cartservice", "checkoutservice", "emailservice", "paymentservice"];

type Peer = object;

export const pods = (...names: string[]): Peer[] => names.map((app) => ({ podSelector: { matchLabels: { app } } }));
export const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: "TCP", port }));
const dns = { ports: [53].flatMap((port) => ["UDP", "TCP"].map((protocol) => ({ protocol, port }))) };

/** A policy for the selected pods. Directions that `rules` leaves out are not restricted by it. */
export function networkPolicy(
  name: string,
  podSelector: object,
  rules: { ingress?: object[]; egress?: object[] },
): object {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name },
    spec: {
      podSelector,
      policyTypes: [...(rules.ingress ? ["Ingress"] : []), ...(rules.egress ? ["Egress"] : [])],
      ...rules,
    },
  };
}

export const selectorOf = (app: string) => ({ matchLabels: { app } });

/** A policy that denies all traffic except DNS, and one for each component that allows its incoming and outgoing calls. */
export function networkPolicies(): readonly object[] {
  const graph = callGraph();
  const portsOf = (name: string) => graph.find((node) => node.name === name)?.ports ?? [];
  const scraped = { from: pods("prometheus"), ports: tcp(METRICS) };
  const spans = { to: pods("jaeger"), ports: tcp(...SPANS) };
  const shop = graph.map(({ name, ports, calls }) => {
    const callers = graph.filter((node) => node.calls.includes(name)).map((node) => node.name);
    const ingress = [];
    // The frontend accepts requests from anywhere. All services read flags, so that a fault can be switched on in each.
    if (name === "frontend") ingress.push({ ports: tcp(...ports) });
    else if (name === "flagservice") ingress.push({ from: [{ podSelector: SHOP }], ports: tcp(...ports) });
    else ingress.push({ from: pods(...callers), ports: tcp(...ports) });
    const egress: object[] = calls.map((callee) => ({ to: pods(callee), ports: tcp(...portsOf(callee)) }));
    if (STATEFUL.includes(name)) egress.push({ to: pods("redis-cart"), ports: tcp(6379) });
    if (name !== "flagservice") egress.push({ to: pods("flagservice"), ports: tcp(...portsOf("flagservice")) });
    return networkPolicy(name, selectorOf(name), { ingress: [...ingress, scraped], egress: [...egress, spans] });
  });
  return [
    networkPolicy("default-deny", SHOP, { ingress: [], egress: [dns] }),
    ...shop,
    networkPolicy("redis-cart", selectorOf("redis-cart"), {
      ingress: [{ from: pods(...STATEFUL), ports: tcp(6379) }, scraped],
    }),
    networkPolicy("loadgenerator", selectorOf("loadgenerator"), {
      ingress: [scraped],
      egress: [
        { to: pods("frontend"), ports: tcp(...portsOf("frontend")) },
        spans,
        // --verify-traces.
        { to: pods("jaeger"), ports: tcp(16_686) },
      ],
    }),
    networkPolicy("jaeger", selectorOf("jaeger"), {
      ingress: [
        { from: [{ podSelector: SHOP }], ports: [...tcp(...SPANS, 4317, 9411, 5778)] },
        { ports: tcp(16_686) },
        scraped,
      ],
      // Our own trace store in Jaeger's place names the faults that are switched on.
      egress: [
        { to: pods("prometheus"), ports: tcp(9090) },
        { to: pods("flagservice"), ports: tcp(...portsOf("flagservice")) },
      ],
    }),
    networkPolicy("prometheus", selectorOf("prometheus"), {
      ingress: [{ ports: tcp(9090) }],
      egress: [{ to: [{ podSelector: SHOP }], ports: tcp(METRICS) }],
    }),
    networkPolicy("grafana", selectorOf("grafana"), {
      ingress: [{ ports: tcp(3000) }],
      egress: [
        { to: pods("prometheus"), ports: tcp(9090) },
        { to: pods("jaeger"), ports: tcp(16_686) },
      ],
    }),
  ];
}
