import type { Entry } from "./entry.ts";
import { nodePath, type Platform } from "./platforms.ts";

/** Node's own flags, as tools/bootstrap.mjs sets them. */
const HEAP_FLAG = "--max-semi-space-size=8";
const PROGRAM = "app/build/src/main.cjs";

/** Uses no other program than the shell itself: PATH may be empty. */
const SHELL = `#!/bin/sh
# Opens the shop; with arguments it runs another command: ./shop --help
case "$0" in
  */*) here=\${0%/*} ;;
  *) here=. ;;
esac
[ $# -gt 0 ] || set -- up
exec "$here/bin/node" ${HEAP_FLAG} "$here/${PROGRAM}" "$@"
`;

const NODE_EXE = `"%~dp0bin\\node.exe" ${HEAP_FLAG} "%~dp0${PROGRAM.replaceAll("/", "\\")}"`;

/** No block in parentheses: an argument with one would end it. */
const CMD = `@echo off
rem Opens the shop; with arguments it runs another command: shop --help
if "%~1"=="" goto open
${NODE_EXE} %*
exit /b %errorlevel%
:open
${NODE_EXE} up
`;

/** The command that starts the shop, and the text that says so. */
export function startScripts(platform: Platform, about: { readonly version: string; readonly node: string }): Entry[] {
  const { isWindows } = platform;
  const text = readmeText(platform, about);
  const script: Entry = isWindows
    ? { path: "shop.cmd", bytes: Buffer.from(dosLines(CMD)) }
    : { path: "shop", bytes: Buffer.from(SHELL), isExecutable: true };
  return [script, { path: "README.txt", bytes: Buffer.from(isWindows ? dosLines(text) : text) }];
}

function readmeText(
  platform: Platform,
  { version, node }: { readonly version: string; readonly node: string },
): string {
  const shop = platform.isWindows ? "shop" : "./shop";
  const mac = platform.name.startsWith("darwin")
    ? `
macOS refuses programs that a browser has downloaded. In a terminal, in this folder:
  xattr -dr com.apple.quarantine .
`
    : "";
  return `Hipster Shop ${version} for ${platform.name}. It needs no network, and nothing installed.
${mac}
In a terminal, in this folder:

  ${shop}                     opens the shop at http://localhost:8080, its traces at
                             http://localhost:16686, the training pages at
                             http://localhost:8082; Ctrl-C closes all
  ${shop} load                visits the shop as people do
  ${shop} lab                 the labs of the course, and which are done
  ${shop} trace list          traces in the terminal
  ${shop} faults list         what can be broken on purpose
  ${shop} --help              all commands

"${shop} up --help" tells how to move the ports. Carts, traces and logs are in .shop here; to
remove everything, remove this folder. ${nodePath(platform)} is Node ${node}; its licence is in
NODE-LICENSE.txt, the shop's in LICENSE.txt and NOTICE.txt.
`;
}

function dosLines(text: string): string {
  return text.replaceAll("\n", "\r\n");
}
