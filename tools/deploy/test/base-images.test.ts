import { expect, test } from "vitest";
import { librariesIn } from "../src/images/base-images.ts";

test("a stand-in has every library and the loader that ldd lists, and nothing that the kernel brings", () => {
  const listed = `\tlinux-vdso.so.1 (0x00007fd5d6fd2000)
\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007fd5d6edb000)
\t/lib64/ld-linux-x86-64.so.2 (0x00007fd5d6fd4000)
`;
  expect(librariesIn(listed)).toEqual(["/lib/x86_64-linux-gnu/libm.so.6", "/lib64/ld-linux-x86-64.so.2"]);
  expect(librariesIn("\tnot a dynamic executable\n")).toEqual([]);
});
