import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { tgzArchive } from "../src/helm/archive.ts";
import { chartFiles, helmChart } from "../src/helm/chart.ts";
import { has, manifests as folder, parse, rendered, type Resource, root, version } from "./support.ts";

/** The fields used here, of those in https://docs.k3s.io/add-ons/helm. */
const SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: ["apiVersion", "kind", "metadata", "spec"],
  properties: {
    apiVersion: { const: "helm.cattle.io/v1" },
    kind: { const: "HelmChart" },
    metadata: {
      type: "object",
      additionalProperties: false,
      // The name of the Helm release, and the namespace that the controller watches.
      properties: { name: { type: "string", pattern: "^[a-z][a-z0-9-]{0,52}$" }, namespace: { const: "kube-system" } },
    },
    spec: {
      type: "object",
      additionalProperties: false,
      required: ["chartContent"],
      properties: {
        targetNamespace: { type: "string" },
        createNamespace: { type: "boolean" },
        valuesContent: { type: "string" },
        chartContent: { type: "string", pattern: "^[A-Za-z0-9+/]+=*$", maxLength: 500_000 },
      },
    },
  },
};

/** Overlays for K3s. */
const ON_K3S = ["k3s", "k3s-tiny", "traces-light"];
const options = { tag: "7", version, registry: "pi:5000/" };
const textOf = (overlay: string) => {
  const { stdout } = spawnSync("kubectl", ["kustomize", join(folder, "overlays", overlay)], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  return stdout;
};

/** Renders a template as Helm would: ours use only two values and one quoted brace. */
function applied(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{ (?:\.Values\.(\w+)|"(\{\{)") \}\}/g, (all, name: string | undefined) =>
    name === undefined ? "{{" : (values[name] ?? all),
  );
}

test("the archive is one that tar reads, byte for byte, and the same twice", () => {
  const files = new Map([
    ["a/empty", ""],
    ["a/full", "x".repeat(512)],
    ["a/b/text", "ключ\n".repeat(300)],
  ]);
  const scratch = mkdtempSync(join(tmpdir(), "archive-"));
  writeFileSync(join(scratch, "a.tgz"), tgzArchive(files));
  const { status, stderr } = spawnSync("tar", ["xzf", "a.tgz"], { cwd: scratch, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  for (const [path, text] of files) expect(readFileSync(join(scratch, path), "utf8")).toBe(text);
  expect(tgzArchive(files)).toEqual(tgzArchive(files));
  expect(() => tgzArchive(new Map([["x".repeat(101), ""]]))).toThrow("100 bytes");
  rmSync(scratch, { recursive: true });
});

test("only the shop's own images take registry and tag", () => {
  const manifests = "  - image: shop:0.1.0\n    image: a/b:1\n    image: valkey/valkey:9.0.4\n  title: '{{x}}'\n";
  const template = chartFiles({ overlay: "any", manifests, ...options }).get("hipster-shop/templates/shop.yaml")!;
  expect(applied(template, options)).toBe(manifests.replace("shop:0.1.0", "pi:5000/shop:7"));
});

describe.skipIf(!has("kubectl", "version", "--client"))("a HelmChart for K3s (needs kubectl)", () => {
  const validate = new Ajv2020().compile(SCHEMA);

  test.each(ON_K3S)("of %s has the controller's fields, and its chart the overlay's objects", (overlay) => {
    const manifests = textOf(overlay);
    const chart = helmChart({ overlay, manifests, ...options });
    expect(validate(chart), JSON.stringify(validate.errors)).toBe(true);
    const template = chartFiles({ overlay, manifests, ...options }).get("hipster-shop/templates/shop.yaml")!;
    const own = { registry: "", tag: version };
    expect(parse(applied(template, own))).toEqual(rendered(`overlays/${overlay}`));
    const images = [...applied(template, options).matchAll(/image: (\S+)/g)].map(([, image]) => image);
    expect(images.some((image) => /^pi:5000\/[a-z]+:7$/.test(image!))).toBe(true);
    expect(images.every((image) => image!.includes("/"))).toBe(true);
  });

  test("a misspelt field is noticed", () => {
    const chart = helmChart({ overlay: "k3s-tiny", manifests: "", ...options }) as { spec: object };
    expect(validate({ ...chart, spec: { ...chart.spec, targetNamspace: "x" } })).toBe(false);
  });

  test("npm run k3s-chart prints it", () => {
    const main = join(root, "tools/deploy/src/helm/main.ts");
    const { stdout, stderr } = spawnSync(process.execPath, [main, "--registry", "pi:5000", "--tag", "7"], {
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    const [chart] = parse(stdout) as (Resource & { spec: Record<string, unknown> })[];
    expect(chart).toEqual(helmChart({ overlay: "k3s-tiny", manifests: textOf("k3s-tiny"), ...options }));
    expect(chart!.spec["valuesContent"]).toBe(stringify({ registry: "pi:5000/", tag: "7" }));
    const wrong = spawnSync(process.execPath, [main, "--overlay", "nowhere"], { encoding: "utf8" });
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain("kubectl kustomize nowhere");
  });
});
