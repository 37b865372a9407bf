import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@hipstershop/testkit";
import protobuf from "protobufjs";
import { vi } from "vitest";
import type { Major } from "../src/promql/ranges.ts";
import type { GivenSeries } from "./samples.ts";

const version = spawnSync("prometheus", ["--version"], { encoding: "utf8" });

/** Whether the program is there. */
export const isPresent = version.error === undefined;

/** A real Prometheus without targets, which takes samples by remote write. */
export interface RealPrometheus extends AsyncDisposable {
  readonly url: string;
  readonly major: Major;
  write(series: readonly GivenSeries[]): Promise<void>;
}

/** Starts it with an empty folder. */
export async function startPrometheus(): Promise<RealPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), "scraper-prometheus-"));
  writeFileSync(join(folder, "prometheus.yml"), "scrape_configs: []\n");
  const host = `127.0.0.1:${await freePort()}`;
  const flags = [
    `--config.file=${folder}/prometheus.yml`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=${host}`,
    "--web.enable-remote-write-receiver",
  ];
  const child = spawn("prometheus", flags, { stdio: "ignore" });
  const gone = once(child, "exit");
  const url = `http://${host}`;
  await vi.waitFor(
    async () => {
      const { ok, status } = await fetch(`${url}/-/ready`);
      if (!ok) throw new Error(`Prometheus answers ${status}`);
    },
    { timeout: PATIENCE_MS, interval: 50 },
  );
  return {
    url,
    major: /version 2\./.test(`${version.stdout}${version.stderr}`) ? 2 : 3,
    write: (series) => remoteWrite(`${url}/api/v1/write`, series),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function remoteWrite(url: string, series: readonly GivenSeries[]): Promise<void> {
  const headers = {
    "content-type": "application/x-protobuf",
    "content-encoding": "snappy",
    "x-prometheus-remote-write-version": "0.1.0",
  };
  const answer = await fetch(url, { method: "POST", headers, body: Buffer.from(asSnappy(writeRequest(series))) });
  if (!answer.ok) throw new Error(`remote write: ${answer.status} ${await answer.text()}`);
}

/** The message WriteRequest of prompb/remote.proto; values are written as bits, for the NaN of staleness. */
function writeRequest(series: readonly GivenSeries[]): Uint8Array {
  const writer = protobuf.Writer.create();
  const [LENGTH, FIXED64] = [2, 1];
  for (const { labels, samples } of series) {
    writer.uint32((1 << 3) | LENGTH).fork();
    for (const [name, value] of Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      writer.uint32((1 << 3) | LENGTH).fork();
      writer.uint32((1 << 3) | LENGTH).string(name);
      writer.uint32((2 << 3) | LENGTH).string(value);
      writer.ldelim();
    }
    for (const [time, value] of samples) {
      writer.uint32((2 << 3) | LENGTH).fork();
      writer.uint32((1 << 3) | FIXED64);
      if (value === "stale") writer.fixed32(0x00000002).fixed32(0x7ff00000);
      else writer.double(value);
      writer.uint32(2 << 3).int64(time);
      writer.ldelim();
    }
    writer.ldelim();
  }
  return writer.finish();
}

const LITERAL_BYTES_MAX = 65_536;

/** Snappy's block format with literals only: nothing is compressed. */
function asSnappy(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [protobuf.Writer.create().uint32(bytes.length).finish()];
  for (let at = 0; at < bytes.length; at += LITERAL_BYTES_MAX) {
    const part = bytes.subarray(at, at + LITERAL_BYTES_MAX);
    // The tag of a literal whose length, less one, follows in two bytes.
    parts.push(Uint8Array.of(61 << 2, (part.length - 1) & 0xff, (part.length - 1) >> 8), part);
  }
  return Buffer.concat(parts);
}
