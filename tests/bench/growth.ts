import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support/workspace.ts";
import { type Figures, type Length, measure } from "./measure.ts";
import { add, getting, type Scenario } from "./scenarios.ts";
import { type MeasuredShop, type ShopOptions, startMeasuredShop } from "./shop-process.ts";

interface Catalog {
  readonly products: readonly { readonly id: string; readonly name: string; readonly description: string }[];
}

const LINES = [1, 3, 10, 30, 100];
const USERS = [1, 10, 100, 1000];
/** Between a user's pages on average, in milliseconds, times the number of users. */
const PAUSE_MS = 5;
const CATALOGS = [1, 10, 100];
/** How often the pages of all catalogs are measured, in turn. */
const ROUNDS = 3;

/** On a busy machine pages take longer; the cost of none is to be left out. */
const PATIENT = { PAGE_DEADLINE_MS: "30000", PAGES_WAITING_MAX: "2000" };

/** How cost grows: with the catalog, with the lines of a cart, with the visitors at one time. Answers figures by name. */
export async function measureGrowth(
  options: ShopOptions,
  forMs: number,
  show: (name: string, figures: Figures) => void,
): Promise<Record<string, Figures>> {
  const all: Record<string, Figures> = {};
  const tell = (name: string, figures: Figures) => {
    all[name] = figures;
    show(name, figures);
  };
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "shop-growth-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const shops = new Map<number, MeasuredShop>();
  const length = { forMs, warmUpMs: Math.min(2000, forMs) };
  for (const times of CATALOGS) {
    const variables = { ...PATIENT, PRODUCTS_FILE: writeCatalog(join(folder, `${times}.json`), times) };
    shops.set(times, stack.use(await startMeasuredShop({ ...options, variables })));
  }
  for (const scenario of pages()) {
    const figures = await inTurn(shops, scenario, length);
    for (const [times, ofOne] of figures) tell(`catalog × ${times}: ${scenario.name}`, ofOne);
  }
  const [smallest, largest] = [shops.get(1), shops.get(100)];
  if (!smallest || !largest) return all;
  for (const users of USERS) {
    const scenario = shared(users);
    tell(scenario.name, await measure(smallest, scenario, { connections: users, ...length }));
  }
  for (const lines of LINES) {
    const scenario = cartOf(idsOf(100).slice(0, lines));
    tell(scenario.name, await measure(largest, scenario, { connections: 4, ...length }));
  }
  return all;
}

/** The same pages with each catalog in turn, several times; of each the run with the median cost. */
async function inTurn(
  shops: ReadonlyMap<number, MeasuredShop>,
  scenario: Scenario,
  length: Omit<Length, "connections">,
): Promise<ReadonlyMap<number, Figures>> {
  const runs = new Map([...shops.keys()].map((times) => [times, Array<Figures>()]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [times, shop] of shops)
      runs.get(times)?.push(await measure(shop, scenario, { connections: 4, ...length }));
  }
  return new Map([...runs].map(([times, figures]) => [times, medianOf(figures)]));
}

function medianOf(figures: readonly Figures[]): Figures {
  const sorted = figures.toSorted((one, other) => one.cpuMsPerPage - other.cpuMsPerPage);
  const median = sorted[Math.floor(sorted.length / 2)];
  if (!median) throw new Error("nothing was measured");
  return median;
}

/** The shop's own catalog so many times over, under other ids. */
function productsOf(times: number): Catalog["products"] {
  const source = join(root, "services/productcatalogservice/src/products.json");
  const { products } = JSON.parse(readFileSync(source, "utf8")) as Catalog;
  return Array.from({ length: times }, (_, copy) =>
    products.map((product) => (copy === 0 ? product : { ...product, id: `${product.id}${copy}` })),
  ).flat();
}

const idsOf = (times: number): readonly string[] => productsOf(times).map(({ id }) => id);

function writeCatalog(file: string, times: number): string {
  writeFileSync(file, JSON.stringify({ products: productsOf(times) }));
  return file;
}

function pages(): readonly Scenario[] {
  return [
    getting("home", "/"),
    getting("product", "/product/OLJCESPC7Z"),
    getting("search, all", "/search?q="),
    getting("search, a third", "/search?q=vintage"),
    { ...getting("search, another each time", "/"), page: searchAnother(queries()) },
  ];
}

/** Pieces of the products' texts, no two of them the same: each finds as many of a catalog's products, times its size. */
function queries(): readonly string[] {
  const texts = productsOf(1).map(({ name, description }) => `${name} ${description}`.toLowerCase());
  const pieces = texts.flatMap((text) =>
    [4, 5, 6, 7, 8, 9].flatMap((length) =>
      Array.from({ length: text.length - length }, (_, at) => text.slice(at, at + length)),
    ),
  );
  return [...new Set(pieces.map((piece) => piece.trim()))];
}

function searchAnother(all: readonly string[]): Scenario["page"] {
  let searches = 0;
  return (user) => getting("", `/search?q=${encodeURIComponent(all[searches++ % all.length] ?? "")}`).page(user);
}

/** The same load, shared among so many users: some 200 pages a second, each user with a connection and pauses. */
function shared(users: number): Scenario {
  return { ...getting(`home, ${users} users`, "/"), pauseMs: () => Math.random() * 2 * PAUSE_MS * users };
}

function cartOf(ids: readonly string[]): Scenario {
  return {
    ...getting(`catalog × 100: cart with ${ids.length} lines`, "/cart"),
    prepare: async (user) => {
      for (const id of ids) await add(user, id);
    },
  };
}
