import { startStubShop } from "../test/stub-shop.ts";

const { url, asked } = await startStubShop((request, response) => {
  if (request.method === "POST" && request.url?.endsWith("/setCurrency"))
    response.writeHead(302, { location: "/" }).end();
  else response.end("a page");
});
process.stdout.write(`${url}\n`);
// So that the other side's count can be compared.
process.once("SIGTERM", () => {
  process.stderr.write(`the stub answered ${asked.length} requests\n`);
  process.exit(0);
});
