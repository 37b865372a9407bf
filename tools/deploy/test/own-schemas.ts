import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { read, root } from "./support.ts";

const folder = "tools/deploy/test/schemas";
const ajv = new Ajv2020({ strictSchema: true, allErrors: true, allowMatchingProperties: true, strictTypes: false });
for (const file of readdirSync(join(root, folder))) ajv.addSchema(JSON.parse(read(`${folder}/${file}`)) as object);

/** Kinds of add-ons, by schemas of our own: every field that is not written down there is refused. */
const SCHEMAS: Readonly<Record<string, string>> = {
  "flagger.app/v1beta1 Canary": "flagger-canary",
  "flagger.app/v1beta1 MetricTemplate": "flagger-metric-template",
  "serving.knative.dev/v1 Service": "knative-service",
};

/** The name of the schema for a kind of an add-on. */
export function schemaOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }) {
  return SCHEMAS[`${apiVersion} ${kind}`];
}

/** What is wrong with a value by one of the schemas, one line each, with the path. */
export function problemsBy(schema: string, value: unknown): readonly string[] {
  const validate = ajv.getSchema(schema);
  if (!validate) throw new Error(`there is no schema ${schema}`);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message = "", params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
