import { launchHere } from "@hipstershop/shop/launch-here";
import { launchProcess } from "@hipstershop/shop/launch-process";
import { services } from "@hipstershop/shop/topology";
import { expect, test } from "vitest";
import { startTestShop } from "./support/shop.ts";
import { wholeTrace } from "./support/traces.ts";
import { checkoutFields, Visitor } from "./support/visitor.ts";

const variables = {
  OTEL_RESOURCE_ATTRIBUTES: "service.name=team-a,deployment.environment.name=home%20lab,nothing,service.version=7.1",
  OTEL_SERVICE_NAME: "team-b",
};

test.each([
  ["in one process", launchHere],
  ["as processes", launchProcess],
])(
  "in a shop %s each service keeps its name, whatever the shared environment says, and has the other attributes",
  async (_where, launch) => {
    await using shop = await startTestShop(variables, launch);
    const visitor = new Visitor(shop.url);
    await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
    const { spans } = await wholeTrace(shop, (await visitor.post("/cart/checkout", checkoutFields)).traceId);
    const names = new Set(services.map(({ name }) => name));
    expect(spans.filter(({ process }) => !names.has(process.service))).toEqual([]);
    const seen = new Map(spans.map(({ process }) => [process.service, process.tags]));
    expect(seen.size).toBeGreaterThanOrEqual(8);
    for (const [name, tags] of seen) {
      const resource = Object.fromEntries(tags.map(({ key, value }) => [key, value]));
      expect(resource, name).toMatchObject({ "deployment.environment.name": "home lab", "service.version": "7.1" });
      expect(resource).not.toHaveProperty("service.name");
    }
    for (const { name, metrics = "" } of shop.status.services) {
      const text = await (await fetch(metrics)).text();
      expect(/^target_info.*$/m.exec(text)?.[0], name).toContain(`service_name="${name}"`);
      expect(text, name).toContain('app_build_info{version="7.1"');
    }
  },
  60_000,
);
