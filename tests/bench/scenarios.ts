import { request as httpRequest, type Agent } from "node:http";
import { checkoutFields as form } from "../support/visitor.ts";

/** Without dashes: the original refuses them. */
const checkoutFields = { ...form, credit_card_number: "4432801561520454" };

/** One user's connection: requests go out one after the other, with the user's cookies. */
export class User {
  readonly #url: URL;
  readonly #agent: Agent;
  #cookie = "";

  constructor(url: string, agent: Agent) {
    this.#url = new URL(url);
    this.#agent = agent;
  }

  /** Resolves with the status when the last byte is there. */
  send(path: string, fields?: Readonly<Record<string, string>>): Promise<number> {
    const body = fields && new URLSearchParams(fields).toString();
    const headers = {
      ...(this.#cookie && { cookie: this.#cookie }),
      ...(body && { "content-type": "application/x-www-form-urlencoded", "content-length": body.length }),
    };
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(new URL(path, this.#url), {
        agent: this.#agent,
        method: body ? "POST" : "GET",
        headers,
      });
      outgoing.on("error", reject);
      outgoing.on("response", (response) => {
        for (const cookie of response.headers["set-cookie"] ?? []) this.#cookie ||= cookie.split(";")[0] ?? "";
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
      });
      outgoing.end(body);
    });
  }
}

/** What is measured: `prepare` runs once per user, `page` again and again; it resolves with the number of pages. */
export interface Scenario {
  readonly name: string;
  readonly prepare: (user: User) => Promise<void>;
  readonly page: (user: User) => Promise<number>;
  /** How long a user pauses before each page, in milliseconds; none by default. */
  readonly pauseMs?: () => number;
}

async function expectStatus(answer: Promise<number>, wanted: number): Promise<void> {
  const status = await answer;
  if (status !== wanted) throw new Error(`the shop answered ${status} instead of ${wanted}`);
}

/** Puts one of a product into the cart. */
export const add = (user: User, productId: string) =>
  expectStatus(user.send("/cart", { product_id: productId, quantity: "1" }), 302);
const nothing = async () => {};

/** The same page again and again. */
export const getting = (name: string, path: string): Scenario => ({
  name,
  prepare: nothing,
  page: async (user) => (await expectStatus(user.send(path), 200), 1),
});

/** What a visitor does: home, product, add (which leads to the cart), checkout. */
export const flow: Scenario = {
  name: "flow",
  prepare: nothing,
  page: async (user) => {
    await expectStatus(user.send("/"), 200);
    await expectStatus(user.send("/product/OLJCESPC7Z"), 200);
    await add(user, "OLJCESPC7Z");
    await expectStatus(user.send("/cart"), 200);
    await expectStatus(user.send("/cart/checkout", checkoutFields), 200);
    return 5;
  },
};

export const scenarios: readonly Scenario[] = [
  getting("home", "/"),
  getting("product", "/product/OLJCESPC7Z"),
  {
    ...getting("cart, 3 lines", "/cart"),
    prepare: async (user) => {
      for (const productId of ["OLJCESPC7Z", "66VCHSJNUP", "1YMWWN1N4O"]) await add(user, productId);
    },
  },
  {
    name: "add + checkout",
    prepare: nothing,
    page: async (user) => {
      await add(user, "OLJCESPC7Z");
      await expectStatus(user.send("/cart/checkout", checkoutFields), 200);
      return 2;
    },
  },
  flow,
];
