import { expect, test } from "vitest";
import { baseNames, librariesIn } from "../src/images/base-images.ts";
import { read } from "./support.ts";

test("stand-ins for base images have the names that the Dockerfile asks for", () => {
  expect(baseNames("ARG NODE_IMAGE=node:1\nARG RUNTIME_IMAGE=registry.test/cc:x\nFROM ${NODE_IMAGE}\n")).toEqual({
    node: "node:1",
    runtime: "registry.test/cc:x",
  });
  expect(baseNames(read("Dockerfile"))).toEqual({
    node: expect.stringMatching(/^node:24/),
    runtime: expect.stringContaining("distroless"),
  });
  expect(() => baseNames("FROM node:1\n")).toThrow(/NODE_IMAGE/);
});

test("a stand-in has every library and the loader that ldd lists, and nothing that the kernel brings", () => {
  const listed = `\tlinux-vdso.so.1 (0x00007fd5d6fd2000)
\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007fd5d6edb000)
\t/lib64/ld-linux-x86-64.so.2 (0x00007fd5d6fd4000)
`;
  expect(librariesIn(listed)).toEqual(["/lib/x86_64-linux-gnu/libm.so.6", "/lib64/ld-linux-x86-64.so.2"]);
  expect(librariesIn("\tnot a dynamic executable\n")).toEqual([]);
});
