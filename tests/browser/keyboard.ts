import type { Locator, Page } from "playwright-core";

/** More stops than any of our pages has. */
const STOPS_MAX = 80;

/** Goes from stop to stop until the target has the focus. Every stop on the way must show that it has it. */
export async function tabTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  await target.waitFor();
  for (let stops = 0; stops < STOPS_MAX; stops += 1) {
    await page.keyboard.press(key);
    const problems = await focusProblems(page);
    if (problems.length > 0) throw new Error(problems.join("; "));
    if (await hasFocus(target)) return;
  }
  throw new Error(`${STOPS_MAX} times ${key} did not lead to ${String(target)}`);
}

export function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement);
}

/** Replaces what a text field holds, and leaves it as a visitor would: by going on to the next. */
export async function retype(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
}

/** What is wrong with the sight of the element that has the focus. */
export function focusProblems(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return [];
    const name = `${element.localName}#${element.id} "${element.textContent.trim().slice(0, 30)}"`;
    // A card's link draws its outline round the whole card, on a pseudo-element.
    const isMarked = [null, "::before", "::after"].some((part) => {
      const { outlineStyle, outlineWidth, boxShadow, content } = getComputedStyle(element, part);
      if (part !== null && content === "none") return false;
      return (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
    });
    const { top, bottom, left, right, width, height } = element.getBoundingClientRect();
    const isInView = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth && width > 1 && height > 1;
    return [
      ...(isMarked ? [] : [`${name} does not show that it has the focus`]),
      ...(isInView ? [] : [`${name} has the focus out of sight`]),
    ];
  });
}
