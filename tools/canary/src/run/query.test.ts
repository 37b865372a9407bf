import { describe, expect, test } from "vitest";
import { buildQuery } from "./query.ts";
import type { MetricQuery } from "../stores/canary-configs.ts";
import { configSchema } from "../stores/canary-configs.ts";
import type { Scope } from "./request.ts";

const TEMPLATES = { byVersion: 'version="${scope}"', escaped: 'version="$\\{scope}"', named: "PromQL:up" };

function built(query: Partial<MetricQuery>, scope: Partial<Scope> = {}): string {
  const { metrics = [], ...config } = configSchema.parse({
    templates: TEMPLATES,
    metrics: [{ query: { type: "prometheus", metricName: "rate_requests", ...query } }],
  });
  const times = { start: "2026-11-30T09:00:00Z", end: "2026-11-30T09:03:00Z", step: 60 };
  const side = { scope: "canary", location: "", extendedScopeParams: {}, ...times, ...scope };
  const [first] = metrics;
  if (!first?.query) throw new Error("there is a query");
  return buildQuery({ ...config, metrics }, first.query, side);
}

describe("a query", () => {
  test.each([
    ["of a template", { customFilterTemplate: "byVersion" }, 'avg(rate_requests{version="canary"})'],
    ["as executions hold it", { customFilterTemplate: "escaped" }, 'avg(rate_requests{version="canary"})'],
    [
      "with labels and groups",
      { customInlineTemplate: "a='1',b='2'", labelBindings: ["c='3'"], groupByFields: ["zone", "pod"] },
      "avg(rate_requests{a='1',b='2',c='3'}) by (zone,pod)",
    ],
    [
      "verbatim",
      { customInlineTemplate: "PromQL:sum(rate(x{v=~'${scope}',w!='$${y}'}[1m]))" },
      "sum(rate(x{v=~'canary',w!='${y}'}[1m]))",
    ],
    ["verbatim, of a template", { customFilterTemplate: "named" }, "up"],
    [
      "whose inline template wins",
      { customInlineTemplate: "a='1'", customFilterTemplate: "named" },
      "avg(rate_requests{a='1'})",
    ],
    ["with a default", { customInlineTemplate: "a='${size:-small}'" }, "avg(rate_requests{a='small'})"],
  ])("%s", (_what, query, text) => expect(built(query)).toBe(text));

  test("takes extended parameters before its own fields, and those before the scope's", () => {
    const query = { customInlineTemplate: "a='${scope}',b='${location}'", location: "query" };
    const scope = { location: "scope", extendedScopeParams: { scope: "extended" } };
    expect(built(query, scope)).toBe("avg(rate_requests{a='extended',b='query'})");
  });

  test("for an instance group of a cloud needs no template", () => {
    const gce = { resourceType: "gce_instance", labelBindings: ["a='1'"] };
    expect(built(gce, { location: "us-central1" })).toBe(
      'avg(rate_requests{a=\'1\',instance=~"canary-.{4}",zone=~".+/zones/us-central1-.{1}"})',
    );
    expect(built({ resourceType: "aws_ec2_instance" }, { location: "us-east-1" })).toBe(
      'avg(rate_requests{asg_groupName="canary",zone=~"us-east-1.{1}"})',
    );
  });

  test.each([
    ["an undefined variable", { customInlineTemplate: "${zone}" }, "${zone} is not defined (defined: scope)"],
    ["an unknown template", { customFilterTemplate: "toString" }, "'toString' was not found"],
    ["a filter of old", { customFilter: "a" }, "customFilter is no longer supported"],
    ["no template", {}, "Either a resource type or a custom filter is required."],
    ["another resource", { resourceType: "pod" }, "no explicit support for resourceType 'pod'"],
    ["no location", { resourceType: "gce_instance" }, "Location (i.e. region) is required"],
    ["no name", { metricName: "", customInlineTemplate: "a='1'" }, "A query needs a metricName"],
  ])("with %s is refused", (_what, query, message) => expect(() => built(query)).toThrow(message));
});
