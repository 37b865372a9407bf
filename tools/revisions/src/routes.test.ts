import { expect, test } from "vitest";
import { DEFAULT_SCALE, type Revision, type Service, type Share, type State } from "./model.ts";
import { chooseRevision, serviceOfHost, sharesOf } from "./routes.ts";

const revision = (name: string, isReady = true): Revision => ({
  name,
  command: "",
  folder: "/",
  env: {},
  files: "",
  tags: [],
  createdAt: "",
  isReady,
  failure: "",
});
const service = (shares: readonly Share[], changes: Partial<Service> = {}): Service => ({
  name: "hello",
  namespace: "hello-test",
  createdAt: "",
  counted: 2,
  revisions: [revision("blue"), revision("green")],
  scale: DEFAULT_SCALE,
  shares: [...shares],
  isSticky: false,
  ...changes,
});
const split = [
  { revision: "green", percent: 10 },
  { revision: "blue", percent: 90 },
];

test.each([
  [0, "green"],
  [0.0999, "green"],
  [0.1, "blue"],
  [0.9999, "blue"],
])("of 10 %% and 90 %%, %d chooses %s", (random, name) => {
  expect(chooseRevision(service(split), random, undefined)).toMatchObject({
    revision: { name },
    reason: "by percentage",
  });
});

test("without percentages all goes to the newest revision that is ready", () => {
  const revisions = [revision("one"), revision("two"), revision("three", false)];
  expect(sharesOf(service([], { revisions }))).toEqual([{ revision: "two", percent: 100 }]);
  expect(chooseRevision(service([], { revisions: [revision("one", false)] }), 0, undefined)).toBeUndefined();
});

test("a visitor of a sticky route keeps the revision while it gets traffic", () => {
  const sticky = service(split, { isSticky: true });
  expect(chooseRevision(sticky, 0.5, "green")).toMatchObject({ revision: { name: "green" }, reason: "kept" });
  expect(chooseRevision(sticky, 0.5, "gone")).toMatchObject({ revision: { name: "blue" } });
  expect(chooseRevision(service(split), 0.5, "green")).toMatchObject({ revision: { name: "blue" } });
});

test("a service answers below every domain and localhost, whatever the port; a lone one at the address as well", () => {
  const state: State = { domain: "a.test", domains: ["example.com", "a.test"], services: [service([])] };
  const hosts = ["hello.hello-test.example.com", "HELLO.hello-test.a.test:8088", "hello.hello-test.localhost:80"];
  for (const host of [...hosts, "127.0.0.1:8088"]) expect(serviceOfHost(state, host)?.name, host).toBe("hello");
  const two = { ...state, services: [...state.services, service([], { namespace: "other" })] };
  expect(serviceOfHost(two, "hello.other.a.test")?.namespace).toBe("other");
  for (const host of ["127.0.0.1:8088", "hello.a.test", ""]) expect(serviceOfHost(two, host), host).toBeUndefined();
});
