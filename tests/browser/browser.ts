import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { processVariables } from "@hipstershop/runtime";
import { type Candidate, unpackedChromium } from "./bundled-chromium.ts";

export type { Candidate } from "./bundled-chromium.ts";

/** A running browser; or, in words, why there is none. */
export type Launched = { readonly browser: Browser } | { readonly missing: string };

/** No sandbox, since a container rarely allows one; and nothing that talks to anybody but the pages under test. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-proxy-server",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

const USUAL_PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/snap/bin/chromium",
  ],
  darwin: [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: [
    String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
    String.raw`C:\Program Files (x86)\Google\Chrome\Application\chrome.exe`,
    String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
    String.raw`C:\Program Files\Microsoft\Edge\Application\msedge.exe`,
  ],
};

/** The browsers of this machine. */
function installedBrowsers(platform: NodeJS.Platform = process.platform): readonly Candidate[] {
  return (USUAL_PLACES[platform] ?? [])
    .filter((place) => existsSync(place))
    .map((executablePath) => ({ executablePath }));
}

/**
 * Starts a browser without a window. CHROME_PATH in the environment decides alone; without it the installed browsers
 * are tried one after the other, and then the one that comes with the npm package @sparticuz/chromium.
 */
export async function launchBrowser(
  installed: readonly Candidate[] = installedBrowsers(),
  bundled: () => Promise<Candidate> = unpackedChromium,
  variables: Readonly<Record<string, string | undefined>> = processVariables(),
): Promise<Launched> {
  const chosen = variables["CHROME_PATH"];
  const candidates = chosen
    ? [() => ({ executablePath: chosen })]
    : [...installed.map((candidate) => () => candidate), bundled];
  const reasons: string[] = [];
  for (const candidate of candidates) {
    try {
      return { browser: await launch(await candidate(), variables) };
    } catch (error) {
      reasons.push(firstLines(error));
    }
  }
  const remedy = chosen ? "CHROME_PATH must name a Chromium or Chrome" : "install one, or set CHROME_PATH";
  return { missing: `${remedy} (${reasons.join("; ")})` };
}

function launch(
  { executablePath, variables: own = {} }: Candidate,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args: FLAGS, env: { ...variables, ...own } });
}

/** What a launch failed with, without the pages of log that follow it. */
function firstLines(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace("browserType.launch: ", "").split("\n").slice(0, 2).join(" ").slice(0, 160);
}
