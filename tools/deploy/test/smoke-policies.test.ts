import { describe, expect, test } from "vitest";
import { type Attempt, connectionAttempts, type Tried, policyVerdict } from "../src/cluster/policies.ts";
import { baseFiles } from "./support.ts";

interface Rule {
  readonly from?: readonly { readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> } }[];
  readonly to?: Rule["from"];
  readonly ports?: readonly { readonly port: number; readonly protocol: string }[];
}

interface Policy {
  readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

const policies = baseFiles()
  .filter(({ kind }) => kind === "NetworkPolicy")
  .map(({ spec }) => spec as unknown as Policy);
const PART = { "app.kubernetes.io/part-of": "hipster-shop" };
const selects = (labels: Readonly<Record<string, string>>, pod: Readonly<Record<string, string>>) =>
  Object.entries(labels).every(([name, value]) => pod[name] === value);

/** Whether a network that enforces base's policies allows an attempt. */
function passes({ from, to, port }: Attempt): boolean {
  const [source, target] = [
    { app: from, ...PART },
    { app: to, ...PART },
  ];
  const allowedBy = (
    rules: readonly (Rule | undefined)[],
    peers: "from" | "to",
    pod: Readonly<Record<string, string>>,
  ) =>
    rules.some(
      (rule) =>
        rule &&
        (!rule.ports || rule.ports.some((one) => one.port === port && one.protocol === "TCP")) &&
        (!rule[peers] || rule[peers].some(({ podSelector }) => selects(podSelector.matchLabels, pod))),
    );
  const of = (pod: Readonly<Record<string, string>>) =>
    policies.filter(({ podSelector }) => selects(podSelector.matchLabels, pod));
  const out = of(source).flatMap(({ egress = [] }) => egress);
  const into = of(target).flatMap(({ ingress = [] }) => ingress);
  return allowedBy(out, "to", target) && allowedBy(into, "from", source);
}

const tried = (connected: (attempt: Attempt) => boolean): Tried[] =>
  connectionAttempts().map((attempt) => ({ ...attempt, connected: connected(attempt) }));

describe("network policies", () => {
  test("base's policies let through what the call graph says, and nothing else", () => {
    expect(connectionAttempts().length).toBeGreaterThan(100);
    expect(connectionAttempts().filter((attempt) => passes(attempt) !== attempt.allowed)).toEqual([]);
  });

  test("hold", () => {
    const { length } = connectionAttempts().filter(({ allowed }) => allowed);
    expect(policyVerdict(tried(({ allowed }) => allowed))).toBe(
      `${length} calls of the call graph get through, ${connectionAttempts().length - length} others are refused`,
    );
  });

  test("are nobody's business in many clusters, which is no failure", () => {
    expect(policyVerdict(tried(() => true))).toContain("nobody enforces them");
  });

  test("refuse a call that is needed", () => {
    const orders = ({ from, to, allowed }: Attempt) =>
      allowed && !(from === "checkoutservice" && to === "emailservice");
    expect(() => policyVerdict(tried(orders))).toThrow("refused: checkoutservice to emailservice:8080");
  });

  test("let one call through that they should not", () => {
    const leak = ({ from, to, allowed }: Attempt) => allowed || (from === "adservice" && to === "paymentservice");
    expect(() => policyVerdict(tried(leak))).toThrow("gets through: adservice to paymentservice:50051");
  });
});
