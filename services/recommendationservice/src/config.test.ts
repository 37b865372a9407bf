import { Env } from "@hipstershop/runtime";
import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

test("with the catalog's address it is complete, and listens on 8080", () => {
  const env = new Env({ PRODUCT_CATALOG_SERVICE_ADDR: "productcatalogservice:3550" });
  const common = { host: "0.0.0.0", reflection: true, connectionAgeMs: 0 };
  expect(readConfig(env)).toEqual({ ...common, port: 8080, productCatalogAddress: "productcatalogservice:3550" });
  expect(() => env.assertComplete()).not.toThrow();
});

test.each([undefined, "", "productcatalogservice", "http://productcatalogservice:3550"])(
  "PRODUCT_CATALOG_SERVICE_ADDR=%s is no start, and the error names the variable",
  (address) => {
    const env = new Env({ PRODUCT_CATALOG_SERVICE_ADDR: address });
    readConfig(env);
    expect(() => env.assertComplete()).toThrow("PRODUCT_CATALOG_SERVICE_ADDR is");
  },
);
