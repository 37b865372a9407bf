import { startStubShop } from "../test/stub-shop.ts";

const { url } = await startStubShop((request, response) => {
  if (request.method === "POST" && request.url?.endsWith("/setCurrency"))
    response.writeHead(302, { location: "/" }).end();
  else response.end("a page");
});
process.stdout.write(`${url}\n`);
