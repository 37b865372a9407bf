// `node visit.ts <unpacked folder>`: opens that shop with an empty PATH, orders something, reads the trace in the terminal, and closes the
// shop as Ctrl-C does. A program of its own, so that it can run in a network namespace without any network.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CAMERA_LENS, DEMO_CHECKOUT_FIELDS, fetchTrace, type TracedTrace } from "@hipstershop/testkit";
import { patience } from "@hipstershop/testkit/patience";

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
/** An order's trace has spans of so many services; they arrive one after the other. */
const ORDER_SERVICES = 9;
const folder = process.argv[2] ?? "";
const shop = join(folder, "shop");
const environment = { env: { PATH: "" }, cwd: "/" };

/** Opens the shop, and resolves to its status. It leads a process group of its own, as under a terminal. */
async function openShop() {
  const child = spawn(shop, ["up", "--json", "--port-base", "0"], { ...environment, detached: true });
  let problems = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (problems += text));
  const line = once(createInterface({ input: child.stdout }), "line", { signal: patience() });
  const opened = await Promise.race([line, once(child, "close").then(() => Promise.reject(new Error(problems)))]);
  return { child, status: JSON.parse(String(opened[0])) as { readonly frontend: string; readonly traces: string } };
}

async function order(frontend: string): Promise<number> {
  const headers = { cookie: "shop_session-id=5b5c8a7e-0c5e-4d0c-9d7d-3f1c6f0b7a11" };
  const body = new URLSearchParams({ product_id: CAMERA_LENS, quantity: "1" });
  await fetch(`${frontend}/cart`, { method: "POST", body, headers, redirect: "manual", signal: patience() });
  const b3 = `${TRACE_ID}-00f067aa0ba902b7-1`;
  const form = new URLSearchParams(DEMO_CHECKOUT_FIELDS);
  const answer = { method: "POST", body: form, headers: { ...headers, b3 }, signal: patience() };
  return (await fetch(`${frontend}/cart/checkout`, answer)).status;
}

const { child, status } = await openShop();
try {
  const ordered = await order(status.frontend);
  const { spans } = await fetchTrace(status.traces, TRACE_ID, {
    isComplete: (arrived) => servicesOf(arrived).size === ORDER_SERVICES,
  });
  const urls = [`${status.traces}/`, `${status.frontend}/static/storefront.css`];
  const pages = await Promise.all(urls.map(async (url) => (await fetch(url)).status));
  const run = (...args: readonly string[]) => execFileSync(shop, args, { ...environment, encoding: "utf8" });
  const shown = run("trace", "show", TRACE_ID);
  const faults = run("faults", "list", "--json");
  // A lab of questions, and one whose files Node runs.
  const labs = ["01", "10"].map((lab) => run("lab", "selftest", lab));
  signalGroup("SIGINT");
  const [exitCode] = await once(child, "close", { signal: patience() });
  const services = servicesOf(spans).size;
  const result = { ordered, pages, services, shown, faults, labs, exitCode, isLeft: signalGroup(0) };
  process.stdout.write(JSON.stringify(result));
} finally {
  signalGroup("SIGKILL");
}

function servicesOf(spans: TracedTrace["spans"]): ReadonlySet<string> {
  return new Set(spans.map(({ process: { service } }) => service));
}

/** Signals the shop and all that it has started; false when none of them is left. */
function signalGroup(signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-child.pid!, signal);
  } catch {
    return false;
  }
}
