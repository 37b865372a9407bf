import { expect, test } from "vitest";
import { markup } from "./markup.ts";

test("what is put in is escaped, in text and in quoted attributes", () => {
  const hostile = `"><script>alert('&')</script>`;
  expect(markup`<a title="${hostile}">${hostile}</a>`.text).toBe(
    '<a title="&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;">&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;</a>',
  );
});

test("markup stays markup, lists are joined, nothing is written for false and undefined, 0 is", () => {
  expect(markup`<ul>${["a<b", 1].map((item) => markup`<li>${item}</li>`)}</ul>${false}${undefined}${0}`.text).toBe(
    "<ul><li>a&lt;b</li><li>1</li></ul>0",
  );
});

test("an object that only looks like markup is no way around it", () => {
  const fake = JSON.parse('["<b>"]') as string[];
  expect(markup`${fake}`.text).toBe("&lt;b&gt;");
});
