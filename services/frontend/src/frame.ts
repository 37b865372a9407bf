import { formatMoney, fromWire, type Money, toDecimal } from "@hipstershop/money";
import type { CartItem, Product } from "@hipstershop/contract";
import { isSpanContextValid, TraceFlags } from "@hipstershop/telemetry";
import type { FrontendConfig } from "./config.ts";
import type { Shop } from "./shop.ts";
import type { Frame, Price, ProductCard } from "./views/models.ts";
import type { Visit } from "./visit.ts";

interface FrameFacts {
  readonly title: string;
  readonly currencies?: readonly string[];
  readonly cart?: readonly CartItem[];
  readonly query?: string;
}

/** Header and footer of a page. Without `currencies` the header has no currency form. */
export function frameOf(visit: Visit, config: FrontendConfig, version: string, facts: FrameFacts): Frame {
  const { traceId, traceFlags } = visit.span.spanContext();
  const traced = isSpanContextValid(visit.span.spanContext()) && (traceFlags & TraceFlags.SAMPLED) !== 0;
  return {
    ...blankFrame(config, version, facts.title),
    currencies: facts.currencies ?? [],
    currency: visit.currency,
    showCurrencies: facts.currencies !== undefined,
    cartSize: facts.cart?.reduce((size, { quantity }) => size + quantity, 0),
    sessionId: visit.sessionId,
    requestId: visit.requestId,
    traceId: traced ? traceId : "",
    traceUrl: traced && config.tracesUrl ? `${config.tracesUrl}/trace/${traceId}` : "",
    query: facts.query ?? "",
    notes: visit.notes,
  };
}

/** Header and footer of a page that is the same for everybody. */
export function blankFrame(config: FrontendConfig, version: string, title: string): Frame {
  return {
    title,
    baseUrl: config.baseUrl,
    currencies: [],
    currency: "",
    showCurrencies: false,
    cartSize: undefined,
    bannerColor: config.bannerColor,
    message: config.message,
    platform: config.platform,
    version,
    revision: config.revision,
    pod: config.pod,
    sessionId: "",
    requestId: "",
    traceId: "",
    traceUrl: "",
    query: "",
    notes: [],
  };
}

export function priceOf(money: Money): Price {
  return { text: formatMoney(money), code: money.currencyCode, decimal: toDecimal(money) };
}

/** A product as a card shows it, without its price. */
export function cardOf({ id, name, picture }: Product): ProductCard {
  return { id, name, picture, price: undefined };
}

/** A page of a list has so many products, each of which costs a call for its price. */
const PRODUCTS_PER_PAGE = 24;

/**
 * The part of a list that is asked for by `?page=`, with prices in the visitor's currency, all asked for at once: the first
 * page for nonsense, the last for one beyond it.
 */
export async function pricedShelf(visit: Visit, shop: Shop, all: readonly Product[], wanted: string | undefined) {
  const pages = Math.max(1, Math.ceil(all.length / PRODUCTS_PER_PAGE));
  const page = Math.min(pages, Math.max(1, Number.parseInt(wanted ?? "1", 10) || 1));
  const shown = all.slice((page - 1) * PRODUCTS_PER_PAGE, page * PRODUCTS_PER_PAGE);
  const products = await Promise.all(
    shown.map(async (product) => ({
      ...cardOf(product),
      price: priceOf(await shop.convert(visit, fromWire(product.priceUsd))),
    })),
  );
  return { products, found: all.length, place: { page, pages } };
}
