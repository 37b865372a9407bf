import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { serveControl } from "./control-server.ts";

const folder = mkdtempSync(join(tmpdir(), "control-server-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function ask(socketPath: string, method: string, path: string) {
  const [answer] = (await once(request({ socketPath, method, path, agent: false }).end(), "response")) as [
    IncomingMessage,
  ];
  return [answer.statusCode, await text(answer)];
}

const echo = async (action: string, service: string) => `${action} ${service}`;
const refuse = () => Promise.reject(new Error("it can't be done"));

test("commands are taken on a socket that is only the user's, and nothing else is", async () => {
  await using control = await serveControl(folder, echo);
  expect(control.address).toBe(join(folder, "control.sock"));
  expect(statSync(control.address).mode & 0o777).toBe(0o600);
  expect(await ask(control.address, "POST", "/stop?service=a%2Fb")).toEqual([200, "stop a/b"]);
  expect(await ask(control.address, "GET", "/stop?service=a")).toEqual([404, "there is no GET /stop?service=a"]);
  expect(await ask(control.address, "POST", "/toString?service=a")).toEqual([
    404,
    "there is no POST /toString?service=a",
  ]);
  expect(await ask(control.address, "POST", "/stop?service=%")).toEqual([200, "stop %"]);
});

test("a killed shop's socket is replaced", async () => {
  const { address } = await serveControl(folder, echo);
  await using control = await serveControl(folder, echo);
  expect(control.address).toBe(address);
  expect(await ask(address, "POST", "/start?service=a")).toEqual([200, "start a"]);
});

test("where the path is too long for a socket, one in the folder of temporary files is used, and removed", async () => {
  const long = join(folder, "a".repeat(120));
  mkdirSync(long);
  const control = await serveControl(long, echo);
  const other = dirname(control.address);
  expect(dirname(other)).toBe(tmpdir());
  expect(statSync(other).mode & 0o777).toBe(0o700);
  expect(await ask(control.address, "POST", "/pause?service=a")).toEqual([200, "pause a"]);
  await control[Symbol.asyncDispose]();
  expect(existsSync(other)).toBe(false);
});

test("what can't be done is answered with the reason", async () => {
  await using control = await serveControl(folder, refuse);
  expect(await ask(control.address, "POST", "/stop?service=a")).toEqual([409, "it can't be done"]);
});
