import { expect, test } from "vitest";
import { acts } from "./markup.ts";

test.each([
  "<p><script>alert(77)</script>",
  '<a href="/?a="><img src=x onerror=alert(77)>">',
  '<input value="" autofocus onfocus=alert(77) x="">',
  "<input value=''><svg onload=alert(77)>'>",
  "<a href=javascript:alert(77)>a</a>",
  '<a href=" javascript:alert(77)">a</a>',
  "<script>const a = '</title><script>alert(77)</script>",
])("%s acts", (page) => {
  expect(acts(page)).toBe(true);
});

test.each([
  "&lt;script&gt;alert(77)&lt;/script&gt; javascript:alert(77)",
  '<a href="/?&quot; onfocus=alert(77)">a href=javascript:alert(77)</a>',
  '<script src="/a.js"></script> alert(77)',
  '<input value="&lt;a href=javascript:alert(77)&gt; onload=alert(77)">',
])("%s does not", (page) => {
  expect(acts(page)).toBe(false);
});
