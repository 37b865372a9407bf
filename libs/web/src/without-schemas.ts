/**
 * Options of a Fastify server whose routes have no JSON schema: without them Fastify loads its compilers of schemas at its
 * start, which bundles leave out.
 */
export const WITHOUT_SCHEMAS = {
  schemaController: { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } },
};

function noSchema(): never {
  throw new Error("routes with a JSON schema need Fastify's own compilers: see libs/web/src/without-schemas.ts");
}
