import { describe, expect, test } from "vitest";
import { homePage, productPage, searchPage } from "./index.ts";
import type { ProductCard } from "./models.ts";
import { addresses, attribute, piece, tags, text } from "../../test/views/markup.ts";
import { frame, home, product, products, search, typewriter } from "../../test/views/samples.ts";

/** The pages that show products: home, search, product. */

describe("the home page", () => {
  const page = homePage(frame, home);

  test("shows each product once, by link, drawing, name, price and number", () => {
    for (const { id, name, picture, price } of products) {
      const link = piece(page, `href="/product/${id}"`);
      expect(text(link)).toBe(`${name} ${price?.text}`);
      expect(attribute(tags(link, "img")[0] ?? "", "src")).toContain(picture.replace(".jpg", ".svg?v="));
      expect(text(page)).toContain(`No. ${id}`);
    }
    expect(tags(page, "a").filter((tag) => tag.includes("card-link"))).toHaveLength(products.length);
  });

  test("gives machines the price as code and number", () => {
    expect(page).toMatch(/<data[^>]* value="2245.00"[^>]* data-currency="USD"/);
  });

  test("loads the first row at once and the rest when it comes near", () => {
    const pictures = tags(page, "img").filter((tag) => tag.includes("picture"));
    expect(pictures.map((tag) => attribute(tag, "loading") ?? "now").slice(0, 4)).toEqual([
      "now",
      "now",
      "now",
      "lazy",
    ]);
  });

  test("reserves the room of a picture before it is there", () => {
    for (const tag of tags(page, "img")) expect(tag).toMatch(/width="\d+"[\s\S]*height="\d+"/);
  });

  test("colours the hero as the rollout says", () => {
    expect(homePage({ ...frame, bannerColor: "blue" }, home)).toContain('data-banner-color="blue"');
  });

  test("says so when the shelf is empty", () => {
    expect(text(homePage(frame, { ...home, products: [] }))).toContain("The shelf is being restocked.");
  });

  test("shows a product without a price rather than a price of zero", () => {
    const page = homePage(frame, { ...home, products: [{ ...typewriter, price: undefined }] });
    expect(text(piece(page, `href="/product/${typewriter.id}"`))).toBe("Vintage Typewriter");
  });
});

describe("the picture of a product", () => {
  function source(picture: string, baseUrl = ""): string | undefined {
    const card: ProductCard = { ...typewriter, picture };
    const page = homePage({ ...frame, baseUrl }, { ...home, products: [card] });
    return attribute(tags(page, "img").find((tag) => tag.includes('class="picture"')) ?? "", "src");
  }

  test("is our drawing when there is one, with the base prefix and the version", () => {
    expect(source("/static/img/products/city-bike.jpg", "/shop")).toMatch(
      /^\/shop\/static\/img\/products\/city-bike\.svg\?v=/,
    );
  });

  test("is the catalog's own otherwise", () => {
    expect(source("/static/img/products/loafers.jpg")).toBe("/static/img/products/loafers.jpg");
    expect(source("/static/img/products/loafers.jpg", "/shop")).toBe("/shop/static/img/products/loafers.jpg");
    expect(source("https://pictures.example/loafers.jpg")).toBe("https://pictures.example/loafers.jpg");
  });

  test.each(["", "javascript:alert(1)", "//elsewhere.example/x.jpg"])(
    "is the shop's mark when the path is %j",
    (picture) => {
      expect(source(picture)).toMatch(/^\/static\/logo\.svg\?v=/);
    },
  );
});

describe("the ad", () => {
  test("is marked as one and leads to its address in a new tab", () => {
    const ad = piece(homePage({ ...frame, baseUrl: "/shop" }, home), 'class="ad"');
    const link = tags(ad, "a")[0] ?? "";
    expect(attribute(link, "href")).toBe("/shop/product/2ZYFJ3GM2N");
    expect(attribute(link, "rel")).toContain("nofollow");
    expect(attribute(link, "target")).toBe("_blank");
    expect(text(ad)).toContain("Film camera for sale (advertisement, opens in a new tab)");
  });

  test.each(["javascript:alert(1)", "//elsewhere.example", "data:text/html,x", ""])(
    "that leads to %j is not shown",
    (url) => {
      const page = homePage(frame, { ...home, ad: { url, text: "Click me" } });
      expect(page).not.toContain("Click me");
      expect(page).not.toContain('class="ad"');
    },
  );

  test("is missing without fuss", () => {
    expect(homePage(frame, { ...home, ad: undefined })).not.toContain('class="ad"');
  });
});

describe("the search page", () => {
  function headline(query: string, count: number): string {
    return text(
      piece(
        searchPage(frame, { ...search, query, found: count, products: products.slice(0, count) }),
        'id="results-title"',
      ),
    );
  }

  test("counts what it found", () => {
    expect(headline("camera", 2)).toBe("2 finds for “camera”");
    expect(headline("mug", 1)).toBe("1 find for “mug”");
    expect(text(searchPage(frame, search))).toContain("Metal Camping Mug");
  });

  test("offers other words when it found nothing", () => {
    expect(headline("<kayak>", 0)).toBe("Nothing for “&lt;kayak&gt;”");
    expect(searchPage({ ...frame, baseUrl: "/shop" }, { ...search, query: "x", found: 0, products: [] })).toContain(
      'href="/shop/search?q=camera"',
    );
  });

  test("leads on and back when there are more than fit, word and all", () => {
    const middle = searchPage(
      { ...frame, baseUrl: "/shop" },
      { ...search, query: "a&b", place: { page: 2, pages: 3 } },
    );
    expect(text(piece(middle, 'class="pager"'))).toBe("Previous page Page 2 of 3 Next page");
    expect(addresses(piece(middle, 'class="pager"'))).toEqual([
      "/shop/search?q=a%26b&amp;page=1",
      "/shop/search?q=a%26b&amp;page=3",
    ]);
    expect(searchPage(frame, search)).not.toContain("pager");
  });

  test("asks when there is no word yet", () => {
    expect(headline("", 0)).toBe("What are you looking for?");
  });
});

describe("the product page", () => {
  const page = productPage(frame, product);

  test("says name, number, price, description and categories", () => {
    const article = text(piece(page, 'class="product '));
    for (const words of [
      "Vintage Typewriter",
      "No. OLJCESPC7Z",
      "USD 67.99",
      "Types letters, rings a bell.",
      "vintage",
      "desk",
    ])
      expect(article).toContain(words);
  });

  test("names its picture", () => {
    expect(page).toContain('alt="Drawing of the Vintage Typewriter"');
  });

  test("adds 1, 2, 3, 4, 5 or 10 of it to the cart", () => {
    const form = piece(page, 'action="/cart"');
    expect(form).toContain('method="POST"');
    expect(form).toMatch(/type="hidden" name="product_id" value="OLJCESPC7Z"/);
    expect(form).toMatch(/<select\s+name="quantity"\s+id="quantity"/);
    expect(tags(form, "option").map((tag) => attribute(tag, "value"))).toEqual(["1", "2", "3", "4", "5", "10"]);
  });

  test("says what was wrong with a refused quantity, at the top and beside the field", () => {
    expect(piece(page, "error_summary")).toContain('<a href="#quantity">Choose a quantity from 1 to 10</a>');
    expect(tags(page, "select").at(-1)).toMatch(/aria-invalid="true" aria-describedby="quantity_error"/);
    expect(text(piece(page, 'id="quantity_error"'))).toBe("Choose a quantity from 1 to 10");
  });

  test("complains about nothing otherwise", () => {
    expect(productPage(frame, { ...product, errors: {} })).not.toMatch(/error_summary|aria-invalid|quantity_error/);
  });

  test("recommends other products, and has no empty shelf without any", () => {
    const shelf = piece(page, 'class="recommendations"');
    expect(tags(shelf, "a").map((tag) => attribute(tag, "href"))).toEqual(
      product.recommendations.map(({ id }) => `/product/${id}`),
    );
    expect(productPage(frame, { ...product, recommendations: [] })).not.toContain("Products you might like");
  });
});
