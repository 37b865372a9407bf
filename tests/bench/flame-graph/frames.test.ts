import { Session } from "node:inspector/promises";
import { expect, test } from "vitest";
import { describeInBrowser } from "../../browser/test/stage.ts";
import { type Frame, framesOfCpu, framesOfHeap } from "./frames.ts";
import { flameGraphPages } from "./pages.ts";

const callFrame = (functionName: string, url = "", lineNumber = -1) => {
  return { functionName, scriptId: "0", url, lineNumber, columnNumber: -1 };
};

test("CPU samples become milliseconds by call stack, without idle time", () => {
  const nodes = [
    { id: 1, callFrame: callFrame("(root)"), children: [2, 3, 4] },
    { id: 2, callFrame: callFrame("", "file:///home/me/shop/services/frontend/src/page.ts?v=1", 6), children: [5] },
    { id: 3, callFrame: callFrame("(idle)") },
    { id: 4, callFrame: callFrame("never", "node:net", 0) },
    { id: 5, callFrame: callFrame("encode", "file:///home/me/shop/node_modules/@grpc/grpc-js/build/a.js", 9) },
  ];
  const profile = { nodes, startTime: 0, endTime: 9000, samples: [2, 5, 5, 3], timeDeltas: [1000, 2000, 500, 5000] };
  const encode = { name: "encode @grpc/grpc-js/build/a.js:10", value: 2.5, children: [] };
  const page = { name: "(anonymous) services/frontend/src/page.ts:7", value: 3.5, children: [encode] };
  expect(framesOfCpu(profile)).toEqual({ name: "all", value: 3.5, children: [page] });
});

test("a real heap profile adds up", async () => {
  const session = new Session();
  session.connect();
  await session.post("HeapProfiler.startSampling", { samplingInterval: 1024, includeObjectsCollectedByMinorGC: true });
  const kept = Array.from({ length: 10_000 }, (_, i) => ({ text: `${i}` }));
  const { profile } = await session.post("HeapProfiler.stopSampling");
  session.disconnect();
  expect(kept).toHaveLength(10_000);
  const root = framesOfHeap(profile);
  const own = (frame: Frame): number =>
    frame.value - frame.children.reduce((sum, { value }) => sum + value, 0) + frame.children.map(own).reduce(add, 0);
  const add = (a: number, b: number) => a + b;
  expect(root.value).toBeGreaterThan(100);
  expect(own(root)).toBeCloseTo(root.value);
  expect(JSON.stringify(root)).toContain("frames.test.ts:");
});

describeInBrowser("the page of a flame graph", (stage) => {
  test("shows frames and finds them, needs no other file, and takes names as text", async () => {
    const evil = { name: "</script><b id=evil>", value: 40, children: [] };
    const root = { name: "all", value: 100, children: [{ name: "render", value: 60, children: [] }, evil] };
    const pages = await flameGraphPages();
    const page = await stage.open();
    await page.setContent(pages({ title: "home <4>", about: "of a test", unit: "ms", root }));
    expect(await page.title()).toBe("home <4>");
    await expect
      .poll(() => page.locator("svg .d3-flame-graph-label").allTextContents())
      .toEqual(["all", "render", evil.name]);
    expect(await page.locator("#evil").count()).toBe(0);
    await page.getByText("render", { exact: true }).hover({ force: true });
    await expect.poll(() => page.locator("#details").textContent()).toBe("render: 60.0 ms, 60.0 %");
    await page.getByLabel("Search").fill("rend");
    await expect.poll(() => page.locator("#found").textContent()).toBe("found: 60.0 ms, 60.0 %");
  });
});
