import { describe, expect, test } from "vitest";
import { placeVariables } from "./environment.ts";
import { wantedPorts } from "./ports.ts";

const setting = { stateFolder: "/nowhere", printLogs: false };

describe("where pages are", () => {
  test("is known before the start when the ports are", () => {
    expect(placeVariables({ ...setting, host: "127.0.0.1", ports: wantedPorts(undefined), inherited: {} })).toEqual({
      SHOP_URL: "http://127.0.0.1:8080",
      TRACES_URL: "http://127.0.0.1:16686",
      COURSE_URL: "http://127.0.0.1:8082/course",
      FAULTS_URL: "http://127.0.0.1:8082/faults",
      LOAD_URL: "http://127.0.0.1:8089",
      METRICS_URL: "http://127.0.0.1:9111/metrics",
    });
  });

  test("is not told of free ports, which the system chooses later", () => {
    const places = placeVariables({ ...setting, host: "::", ports: wantedPorts(0), inherited: {} });
    expect(places).toEqual({ LOAD_URL: "http://[::1]:8089" });
  });

  test("is what the runner's own environment says, where it does; empty: nowhere", () => {
    const inherited = { SHOP_URL: "https://shop.example", LOAD_URL: "", HOME: "/root" };
    const places = placeVariables({ ...setting, host: "0.0.0.0", ports: wantedPorts(9000), inherited });
    expect(places).toMatchObject({
      SHOP_URL: "https://shop.example",
      LOAD_URL: "",
      TRACES_URL: "http://127.0.0.1:9001",
    });
    expect(places).not.toHaveProperty("HOME");
  });
});
