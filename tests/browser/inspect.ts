import axe, { type AxeResults, type RunOptions } from "axe-core";
import type { Page } from "playwright-core";

/** WCAG 2.2, 2.5.8: the least width and height of what can be pressed. */
const TARGET_PX_MIN = 24;
const AXE_OPTIONS: RunOptions = {
  resultTypes: ["violations", "incomplete"],
  rules: { "target-size": { enabled: true } },
};

/**
 * What axe-core finds on the page as it is now, best practices included: one line for each element. A contrast it can't
 * determine counts, too.
 */
export async function axeProblems(page: Page): Promise<string[]> {
  await page.evaluate(plainBackgrounds);
  await page.evaluate(`globalThis.axe === undefined && void (() => { ${axe.source} })()`);
  const { violations, incomplete } = await page.evaluate<AxeResults>(
    `axe.run(document, ${JSON.stringify(AXE_OPTIONS)})`,
  );
  const unclear = incomplete.filter(({ id }) => id === "color-contrast");
  return [...violations, ...unclear].flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${help}: ${target.join(" ")} (${any.map((check) => check.message).join()})`),
  );
}

/** On a pattern, however faint, or near a drawing, axe-core does not judge colours at all. No text of ours stands on one. */
function plainBackgrounds(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { background-image: none !important } svg[aria-hidden=true] { visibility: hidden !important }");
  document.adoptedStyleSheets = [sheet];
}

/** What makes the page wider than its window. */
export function overflowProblems(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > clientWidth)
      .map((element) => `${element.localName}.${element.getAttribute("class") ?? ""}`);
    return [`the page is ${scrollWidth} px wide in a window of ${clientWidth}: ${wide.slice(0, 5).join(", ")}`];
  });
}

/** What is too small to be pressed. Links within a sentence are as high as its lines, which the rule allows. */
export function targetProblems(page: Page): Promise<string[]> {
  return page.evaluate((min) => {
    const isInSentence = (element: Element) =>
      element.localName === "a" &&
      getComputedStyle(element).display === "inline" &&
      (element.parentElement?.textContent.trim().length ?? 0) > element.textContent.trim().length;
    return [...document.querySelectorAll("a[href], button, input, select, summary")]
      .filter((element) => element.checkVisibility() && !isInSentence(element))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width < min || box.height < min)
      .map(({ element, box }) => {
        const name = element.textContent.trim().slice(0, 30) || element.id;
        return `${element.localName} "${name}" is ${Math.round(box.width)} × ${Math.round(box.height)} px`;
      });
  }, TARGET_PX_MIN);
}
