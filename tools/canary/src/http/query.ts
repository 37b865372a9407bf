import { Problem } from "../problem.ts";
import type { Accounts } from "../run/execution.ts";

/** The names of this server's accounts: it has one metric store, and one for configurations and results. */
export const METRICS_ACCOUNT = "prometheus";
export const STORAGE_ACCOUNT = "store";

/** The parameters of a request's query. */
export class Query {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(url: string) {
    const parameters = new URLSearchParams(url.split("?")[1] ?? "");
    this.#values = new Map([...parameters.keys()].map((name) => [name, parameters.getAll(name)]));
  }

  /** All that are not empty. */
  all(name: string): readonly string[] {
    return (this.#values.get(name) ?? []).filter((value) => value !== "");
  }

  /** Given several times, or once with commas. */
  list(name: string): string[] {
    const values = this.all(name);
    return values.length === 1 ? values.flatMap((value) => value.split(",")) : [...values];
  }

  /** Undefined when absent or empty. */
  text(name: string): string | undefined {
    return this.all(name)[0];
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new Problem(400, `Required parameter '${name}' is not present.`);
    return value;
  }

  number(name: string, fallback?: number): number {
    const text = fallback === undefined ? this.required(name) : (this.text(name) ?? String(fallback));
    const value = Number(text);
    if (Number.isNaN(value)) throw new Problem(400, `Parameter '${name}' is '${text}', but must be a number.`);
    return value;
  }

  /** The accounts that the request means. */
  accounts(): Accounts & { readonly configurationAccountName: string } {
    return {
      metricsAccountName: this.#account("metricsAccountName", METRICS_ACCOUNT),
      storageAccountName: this.#account("storageAccountName", STORAGE_ACCOUNT),
      configurationAccountName: this.#account("configurationAccountName", STORAGE_ACCOUNT),
    };
  }

  /** Throws a Problem where `accountName` is none of the storage accounts. */
  assertStorageAccount(): void {
    this.#account("accountName", STORAGE_ACCOUNT);
  }

  #account(parameter: string, known: string): string {
    const name = this.text(parameter);
    if (name === undefined || name === known) return known;
    throw new Problem(400, `Unable to resolve account ${name}. ${parameter} may be ${known}, or be left out.`);
  }
}
