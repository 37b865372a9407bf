/** Maximum number of route names; further ones are "(other)", so that endless redirects can't fill the memory. */
const ROUTES_MAX = 100;
const known = new Set<string>();

/** The low-cardinality name of a request: "GET /product/{id}" for /product/OLJCESPC7Z?x=1. */
export function routeOf(method: string, path: string): string {
  const [pathname = "/"] = path.split(/[?#]/, 1);
  const template = pathname.replace(/^\/(product|product-meta|static)\/.+/, (_, place: string) =>
    place === "static" ? "/static/*" : `/${place}/{id}`,
  );
  const route = `${method} ${template}`;
  if (known.has(route)) return route;
  if (known.size >= ROUTES_MAX) return `${method} (other)`;
  known.add(route);
  return route;
}
