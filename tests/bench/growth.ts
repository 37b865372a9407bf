import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support/workspace.ts";
import { type Figures, measure } from "./measure.ts";
import { add, getting, type Scenario } from "./scenarios.ts";
import { type ShopOptions, startMeasuredShop } from "./shop-process.ts";

interface Catalog {
  readonly products: readonly { readonly id: string; readonly name: string }[];
}

const LINES = [1, 3, 10, 30, 100];
const USERS = [1, 10, 100, 1000];
/** Between a user's pages on average, in milliseconds, times the number of users. */
const PAUSE_MS = 5;
const CATALOGS = [1, 10, 100];

/** How cost grows: with the catalog, with the lines of a cart, with the visitors at one time. Answers figures by name. */
export async function measureGrowth(
  options: ShopOptions,
  forMs: number,
  show: (name: string, figures: Figures) => void,
): Promise<Record<string, Figures>> {
  const all: Record<string, Figures> = {};
  const folder = mkdtempSync(join(tmpdir(), "shop-growth-"));
  try {
    for (const times of CATALOGS) {
      const file = join(folder, `${times}.json`);
      const ids = writeCatalog(file, times);
      await using shop = await startMeasuredShop({ ...options, variables: { PRODUCTS_FILE: file } });
      for (const { scenario, connections } of scenariosFor(times, ids)) {
        const figures = await measure(shop, scenario, { connections, forMs, warmUpMs: Math.min(2000, forMs) });
        all[scenario.name] = figures;
        show(scenario.name, figures);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return all;
}

/** The shop's own catalog so many times over, under other ids; answers the ids. */
function writeCatalog(file: string, times: number): readonly string[] {
  const source = join(root, "services/productcatalogservice/src/products.json");
  const { products } = JSON.parse(readFileSync(source, "utf8")) as Catalog;
  const copies = Array.from({ length: times }, (_, copy) =>
    products.map((product) => (copy === 0 ? product : { ...product, id: `${product.id}${copy}` })),
  ).flat();
  writeFileSync(file, JSON.stringify({ products: copies }));
  return copies.map(({ id }) => id);
}

function scenariosFor(times: number, ids: readonly string[]): readonly { scenario: Scenario; connections: number }[] {
  const catalog = `catalog × ${times}`;
  const pages = [
    { scenario: getting(`${catalog}: home`, "/"), connections: 4 },
    { scenario: getting(`${catalog}: product`, "/product/OLJCESPC7Z"), connections: 4 },
    { scenario: getting(`${catalog}: search`, "/search?q=vintage"), connections: 4 },
  ];
  if (times === 1) return [...pages, ...USERS.map((users) => ({ scenario: shared(users), connections: users }))];
  if (times < 100) return pages;
  return [...pages, ...LINES.map((lines) => ({ scenario: cartOf(ids.slice(0, lines)), connections: 4 }))];
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
