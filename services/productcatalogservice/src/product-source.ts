import { readFile } from "node:fs/promises";
import type { Scope } from "@hipstershop/rpc";
import { hasSwitch, inSpan, type Telemetry } from "@hipstershop/telemetry";
import { Catalog } from "./catalog.ts";
import { reloadFailed, reloadSwitched } from "./events.ts";
import { parseProducts } from "./parse-products.ts";

/** The switch by which one request has the products read again. */
const RELOAD = "catalog reload";

/**
 * The products of a file. They are read once, at the start. From SIGUSR1 to SIGUSR2 they are read and parsed at every
 * request: a fault for training, which also loads changes of the file.
 */
export class ProductSource implements Disposable {
  readonly #file: string;
  readonly #telemetry: Telemetry;
  readonly #reloadOn = () => this.#switchReload(true);
  readonly #reloadOff = () => this.#switchReload(false);
  #catalog: Catalog;
  #reload = false;

  /** Opens a file. Rejects with a CatalogError when it is missing or invalid. */
  static async open(file: string, telemetry: Telemetry): Promise<ProductSource> {
    return new ProductSource(file, await readCatalog(file), telemetry);
  }

  private constructor(file: string, catalog: Catalog, telemetry: Telemetry) {
    this.#file = file;
    this.#catalog = catalog;
    this.#telemetry = telemetry;
    process.on("SIGUSR1", this.#reloadOn);
    process.on("SIGUSR2", this.#reloadOff);
  }

  /** The products of the file. When it becomes invalid, the last valid ones are used. */
  async catalog({ context }: Scope): Promise<Catalog> {
    if (!this.#reload && !hasSwitch(context, RELOAD)) return this.#catalog;
    try {
      const read = () => readCatalog(this.#file);
      this.#catalog = await inSpan(this.#telemetry, "Read Catalog", { parent: context }, read);
    } catch (error) {
      reloadFailed(this.#telemetry, error);
    }
    return this.#catalog;
  }

  [Symbol.dispose](): void {
    process.off("SIGUSR1", this.#reloadOn);
    process.off("SIGUSR2", this.#reloadOff);
  }

  #switchReload(on: boolean): void {
    this.#reload = on;
    reloadSwitched(this.#telemetry, on);
  }
}

async function readCatalog(file: string): Promise<Catalog> {
  try {
    return new Catalog(parseProducts(await readFile(file, "utf8")));
  } catch (cause) {
    throw new CatalogError(file, cause);
  }
}

/** The products file can't be used; the message names the file and the reason. */
class CatalogError extends Error {
  constructor(file: string, cause: unknown) {
    super(`the catalog ${file} can't be used: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "CatalogError";
  }
}
