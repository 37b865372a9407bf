import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { problemsBy, schemaOf } from "./own-schemas.ts";
import { foldersIn, has, rendered, type Resource, templateOf } from "./support.ts";

const folders = ["base", ...foldersIn("overlays").map((name) => `overlays/${name}`)];
const kubectl = has("kubectl", "version", "--client");
const schemas = schemaFolder();
/** Kinds of add-ons, which are not in Kubernetes' own schemas. */
const ADDED = /knative|flagger\.app|gateway\.networking|monitoring\.coreos|argoproj/;

/** Folder of the schemas of the Python package kubernetes-validate; undefined when it is not installed. */
function schemaFolder(): string | undefined {
  const code = "import kubernetes_validate as k, os; print(os.path.dirname(k.__file__))";
  const { stdout, status } = spawnSync("python3", ["-c", code], { encoding: "utf8" });
  return status === 0 ? join(stdout.trim(), "kubernetes-json-schema/v1.36.0-local-strict") : undefined;
}

function schemaFile(folder: string, { apiVersion, kind }: Resource): string {
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  const prefix = group ? `-${group.split(".")[0]}` : "";
  return join(folder, `${kind.toLowerCase()}${prefix}-${version}.json`);
}

describe.skipIf(!kubectl)("kustomize (needs kubectl)", () => {
  test.each(folders)("%s is built, and no two objects have the same name", (folder) => {
    const keys = rendered(folder).map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`);
    expect(keys.length).toBeGreaterThan(folder.endsWith("tiny") ? 15 : 50);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("one overlay alone lets requests ask for faults: training", () => {
    const letting = folders.filter((folder) =>
      rendered(folder).some(({ kind, data }) => kind === "ConfigMap" && data?.["FAULTS_FROM_BAGGAGE"] === "on"),
    );
    expect(letting).toEqual(["overlays/training"]);
    const [container] = templateOf(rendered("overlays/k3s-tiny").find(({ kind }) => kind === "Deployment")!).spec
      .containers;
    expect(container!.env).toContainEqual({ name: "FAULTS_FROM_BAGGAGE", value: "off" });
  }, 60_000);
});

describe.skipIf(!kubectl || !schemas)("Kubernetes' own schemas, strictly (needs kubectl, kubernetes-validate)", () => {
  const folder = schemas ?? "";
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const definitions = join(folder, "_definitions.json");
  if (existsSync(definitions)) {
    const content = JSON.parse(readFileSync(definitions, "utf8")) as { $id?: string };
    ajv.addSchema(content, content.$id ?? "/api/_definitions.json");
  }

  function problems(resource: Resource): string[] {
    const file = schemaFile(folder, resource);
    if (!existsSync(file)) return [`no schema ${file}`];
    const schema = JSON.parse(readFileSync(file, "utf8")) as { $id?: string };
    const validate = (schema.$id && ajv.getSchema(schema.$id)) || ajv.compile(schema);
    return validate(resource) ? [] : [`${resource.kind} ${resource.metadata.name}: ${ajv.errorsText(validate.errors)}`];
  }

  test.each(folders)("%s is valid", (name) => {
    const known = rendered(name).filter(({ apiVersion }) => !ADDED.test(apiVersion));
    expect(known.flatMap(problems)).toEqual([]);
  });

  test.each(folders)("%s is valid where an add-on's kind has a schema of ours", (name) => {
    const found = rendered(name).flatMap((resource) => {
      const schema = schemaOf(resource);
      return schema ? problemsBy(schema, resource).map((text) => `${resource.metadata.name}: ${text}`) : [];
    });
    expect(found).toEqual([]);
  });

  test("a misspelt field is noticed", () => {
    const deployment = rendered("base").find(({ kind }) => kind === "Deployment")!;
    expect(problems({ ...deployment, spec: { ...deployment.spec, replicaz: 1 as never } })).not.toEqual([]);
  });
});
