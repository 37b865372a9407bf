import { describe, expect, test } from "vitest";
import { axeProblems, overflowProblems, targetProblems } from "./inspect.ts";
import { focusProblems, tabTo } from "./keyboard.ts";
import { describeInBrowser } from "./test/stage.ts";

describeInBrowser("the guards of the browser tests notice", (stage) => {
  describe("behind a visitor's back", () => {
    test.each([
      ["a request to another host", "void fetch('http://elsewhere.invalid/').catch(() => {})", "elsewhere.invalid"],
      ["a script within the page", add("script", "1"), "Content Security Policy"],
      ["a style within the page", add("style", "p { color: red }"), "Content Security Policy"],
      ["an error on the console", "console.error('it broke')", "console: it broke"],
      ["an exception", "void setTimeout(() => { throw new Error('thrown away') })", "uncaught: thrown away"],
      ["a refusal nobody expected", "void fetch('/nowhere')", "/nowhere answered 404"],
    ])("%s", async (_name, script, problem) => {
      const { page, problems } = await stage.visit({ mayMeetProblems: true });
      await page.goto("/cart");
      expect(problems).toEqual([]);
      await page.evaluate(script);
      await expect.poll(() => problems.join("\n")).toContain(problem);
    });
  });

  describe("of what a page looks like", () => {
    test.each([
      ["a picture without words", "<img src='/static/favicon.svg'>", axeProblems, "image-alt"],
      ["grey on grey", "<p style='color:#777;background:#888'>hard to read</p>", axeProblems, "color-contrast"],
      [
        "grey on a grey pattern",
        "<p style='color:#777;background:linear-gradient(#888,#888) #888'>hard to read</p>",
        axeProblems,
        "color-contrast",
      ],
      ["what is wider than the window", "<p style='width:5000px'>wide</p>", overflowProblems, "in a window of 1280"],
      ["a link that is hard to hit", "<p><a href='/'>x</a></p>", targetProblems, 'a "x" is'],
    ])("%s", async (_name, markup, inspect, problem) => {
      const page = await stage.open({ mayMeetProblems: true });
      await page.setContent(`<!doctype html><html lang="en"><title>t</title><main><h1>t</h1>${markup}</main></html>`);
      expect((await inspect(page)).join("\n")).toContain(problem);
    });

    test("but a link within a sentence may be as high as the line", async () => {
      const page = await stage.open();
      await page.setContent("<p>Read <a href='/'>this</a> first.</p>");
      expect(await targetProblems(page)).toEqual([]);
    });
  });

  test("a stop that does not show that it has the focus", async () => {
    const page = await stage.open();
    await page.setContent("<button style='outline:0'>A</button><button style='position:fixed;left:-99em'>B</button>");
    await expect(tabTo(page, page.getByText("A"))).rejects.toThrow("does not show that it has the focus");
    expect(await focusProblems(page)).toEqual(['button# "A" does not show that it has the focus']);
    await page.getByText("B").focus();
    expect(await focusProblems(page)).toContain('button# "B" has the focus out of sight');
  });
});

/** A script that puts another element into the page. */
function add(name: "script" | "style", text: string): string {
  return `document.head.append(Object.assign(document.createElement("${name}"), { textContent: "${text}" }))`;
}
