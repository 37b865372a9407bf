import { useState } from "preact/hooks";
import { readStored, writeStored } from "./stored.ts";

type Theme = "auto" | "light" | "dark";
const NEXT: Readonly<Record<Theme, Theme>> = { auto: "light", light: "dark", dark: "auto" };
const SIGNS: Readonly<Record<Theme, string>> = { auto: "◐", light: "☀", dark: "☾" };

function isTheme(value: unknown): value is Theme {
  return typeof value === "string" && Object.hasOwn(NEXT, value);
}

/** Applies the chosen colour scheme to the document; "auto" follows the system. */
export function applyTheme(theme: Theme = readStored("theme", isTheme, "auto")): void {
  if (theme === "auto") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.setAttribute("data-theme", theme);
  dispatchEvent(new Event("themechange"));
}

export function ThemeButton() {
  const [theme, setTheme] = useState(readStored("theme", isTheme, "auto"));
  const change = (): void => {
    const next = NEXT[theme];
    writeStored("theme", next);
    setTheme(next);
    applyTheme(next);
  };
  return (
    <button type="button" class="plain-button" onClick={change} title={`Colours: ${theme}`}>
      <span class="icon" data-icon={SIGNS[theme]} aria-hidden="true" />
      <span class="visually-hidden">Colours: {theme}. Change them</span>
    </button>
  );
}
