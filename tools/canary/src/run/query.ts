import { Problem } from "../problem.ts";
import type { MetricQuery, StoredConfig } from "../stores/canary-configs.ts";
import type { Scope } from "./request.ts";

const VERBATIM = "PromQL:";
/** Variables of templates that every query has, if they have a value. */
const BASE = ["project", "resourceType", "scope", "location"];

/**
 * The PromQL of a metric for one side: what follows `PromQL:` in its template, verbatim, or the mean of a metric whose
 * labels the template and `labelBindings` select. Throws a Problem where Kayenta refuses the query.
 */
export function buildQuery({ templates = {} }: StoredConfig, query: MetricQuery, scope: Scope): string {
  const filter = expand(templateOf(query, templates), bindingsOf(query, scope));
  if (filter?.startsWith(VERBATIM)) return filter.slice(VERBATIM.length);
  const { metricName, labelBindings = [], groupByFields = [] } = query;
  if (!metricName) throw new Problem(400, `A query needs a metricName, or a template that starts with ${VERBATIM}`);
  const resourceType = query.resourceType || scope.extendedScopeParams?.["resourceType"];
  const all = filter
    ? [...filter.split(","), ...labelBindings]
    : [...labelBindings, ...ofResource(resourceType, scope)];
  const selected = all.length > 0 ? `{${all.join(",")}}` : "";
  return `avg(${metricName}${selected})${groupByFields.length > 0 ? ` by (${groupByFields.join(",")})` : ""}`;
}

function templateOf(query: MetricQuery, templates: Readonly<Record<string, string>>): string | undefined {
  const { customFilter, customInlineTemplate, customFilterTemplate } = query;
  if (customFilter !== undefined)
    throw new Problem(400, "customFilter is no longer supported: use customInlineTemplate.");
  if (customInlineTemplate) return customInlineTemplate;
  if (!customFilterTemplate) return undefined;
  const template = new Map(Object.entries(templates)).get(customFilterTemplate);
  if (template === undefined)
    throw new Problem(
      400,
      `Custom filter template '${customFilterTemplate}' was not found among the config's templates.`,
    );
  return template;
}

/** The scope's values, before which those of the query go, and before both the extended parameters. */
function bindingsOf(query: MetricQuery, scope: Scope): ReadonlyMap<string, string> {
  const extended = Object.entries(scope.extendedScopeParams ?? {});
  const own = [Object.entries(scope), Object.entries(query)].flatMap((entries) =>
    entries.flatMap(([name, value]): [string, string][] =>
      BASE.includes(name) && typeof value === "string" && value !== "" ? [[name, value]] : [],
    ),
  );
  return new Map([...own, ...extended]);
}

/** Replaces `${name}`, `${name:-default}` and, as templates are written in executions, `$\{name}`; `$${name}` stays. */
function expand(template: string | undefined, bindings: ReadonlyMap<string, string>): string | undefined {
  return template?.replaceAll("$\\{", "${").replaceAll(/(\$?)\$\{([^}]*)\}/g, (whole, escape: string, text: string) => {
    if (escape !== "") return whole.slice(1);
    const [name = "", ...rest] = text.split(":-");
    const value = bindings.get(name) ?? (rest.length > 0 ? rest.join(":-") : undefined);
    if (value !== undefined) return value;
    const known = [...bindings.keys()].join(", ") || "none";
    throw new Problem(
      400,
      `Problem evaluating custom filter template: \${${name}} is not defined (defined: ${known}).`,
    );
  });
}

function ofResource(
  resourceType: string | undefined,
  { scope = "", location = "", extendedScopeParams }: Scope,
): string[] {
  if (!resourceType) throw new Problem(400, "Either a resource type or a custom filter is required.");
  if (resourceType !== "gce_instance" && resourceType !== "aws_ec2_instance")
    throw new Problem(
      400,
      `There is no explicit support for resourceType '${resourceType}': use a custom filter template.`,
    );
  if (location === "")
    throw new Problem(400, `Location (i.e. region) is required when resourceType is '${resourceType}'.`);
  const project = extendedScopeParams?.["project"] ?? "";
  if (resourceType === "aws_ec2_instance")
    return [...(scope ? [`asg_groupName="${scope}"`] : []), `zone=~"${location}.{1}"`];
  const zone = `.+/${project ? `projects/${project}/` : ""}zones/${location}-.{1}`;
  return [...(scope ? [`instance=~"${scope}-.{4}"`] : []), `zone=~"${zone}"`];
}
