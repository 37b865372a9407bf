import { expect, test } from "vitest";
import { html } from "./html.ts";

test("text is escaped in content and in attributes", () => {
  const evil = `<b title='x' id="y">&</b>`;
  expect(html`<p title="${evil}">${evil}</p>`.toString()).toBe(
    '<p title="&lt;b title=&#39;x&#39; id=&quot;y&quot;&gt;&amp;&lt;/b&gt;">&lt;b title=&#39;x&#39; id=&quot;y&quot;&gt;&amp;&lt;/b&gt;</p>',
  );
});

test("a template within a template passes through once escaped", () => {
  const inner = html`<em>${"a < b"}</em>`;
  expect(html`<p>${inner}</p>`.toString()).toBe("<p><em>a &lt; b</em></p>");
});

test("arrays are joined, however deep, and their text is escaped too", () => {
  const parts = ["<", [html`<br />`, [">"]]];
  expect(html`${parts}`.toString()).toBe("&lt;<br />&gt;");
});

test("false and undefined leave nothing behind, zero is printed", () => {
  expect(html`[${false}${undefined}${0}]`.toString()).toBe("[0]");
});

test("a promise is refused instead of turning the page into one", () => {
  const late = Promise.resolve("late") as unknown as string;
  expect(() => html`<p>${late}</p>`).toThrow("a view template was given a promise");
});
