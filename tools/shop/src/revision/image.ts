import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync } from "node:fs";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { imagesFolder } from "@hipstershop/revisions";
import { makeFolder } from "@hipstershop/runtime/files";
import { readStatus, type ShopStatus, whyNoStatus } from "../status.ts";
import type { DeployOptions } from "./deploy.ts";

const root = resolve(import.meta.dirname, "../../../..");

/**
 * Makes what a revision of the frontend runs: its bundle, as in its image. So later changes of the sources are not part
 * of the revision, and a start takes a third of the processor time that it takes from sources. It calls the services of
 * the shop that runs in the state folder; variables that are given have priority.
 */
export async function deployFrontend<T extends DeployOptions>(stateFolder: string, options: T): Promise<T> {
  const shop = await readStatus(stateFolder);
  if (!shop) throw new Error(`the frontend calls the other services of the shop, but ${whyNoStatus(stateFolder)}`);
  const files = await makeBundle(stateFolder);
  const main = join(files, "build/src/main.cjs");
  const env = { ...(await variablesOf(shop)), ...options.env };
  return { ...options, command: `"${process.execPath}" "${main}"`, env, files };
}

/** Resolves to the new folder, which is deleted with the revision. */
async function makeBundle(stateFolder: string): Promise<string> {
  const tools = join(root, "tools/bundle/src");
  if (!existsSync(tools)) throw new Error("bundles are made in a clone of the repository; this is a bundle of it");
  const images = imagesFolder(stateFolder);
  makeFolder(images);
  const folder = mkdtempSync(join(images, "frontend-"));
  for (const args of [
    [join(tools, "main.ts"), folder],
    [join(tools, "prime-image.ts"), join(folder, "build/src")],
  ])
    await succeed(spawn(process.execPath, args, { cwd: join(root, "services/frontend"), stdio: "pipe" }));
  return folder;
}

async function succeed(child: ChildProcess): Promise<void> {
  child.stdout?.resume();
  const [[code], said] = await Promise.all([once(child, "close"), child.stderr ? text(child.stderr) : ""]);
  if (code !== 0)
    throw new Error(`the frontend's bundle could not be made: ${said.trim().split("\n").slice(-8).join("\n")}`);
}

/** As the shop gives them to its own frontend. */
async function variablesOf({ services, ingest, traces }: ShopStatus): Promise<Readonly<Record<string, string>>> {
  const topology = (await import("../topology.ts")).services;
  const addresses = topology.flatMap(({ name, addressVariable }) => {
    const address = services.find((service) => service.name === name)?.grpc;
    return address === undefined ? [] : [[addressVariable, address] as const];
  });
  return {
    ...Object.fromEntries(addresses),
    ENV_PLATFORM: "local",
    FAULTS_FROM_BAGGAGE: "on",
    JAEGER_UI_URL: traces,
    OTEL_EXPORTER_JAEGER_ENDPOINT: ingest.jaegerThrift,
  };
}
