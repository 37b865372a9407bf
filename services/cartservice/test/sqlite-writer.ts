import { testTelemetry } from "@hipstershop/testkit";
import { ROOT_CONTEXT } from "@hipstershop/telemetry";
import { addToCart } from "../src/cart.ts";
import { SqliteStore } from "../src/sqlite-store.ts";

// `node sqlite-writer.ts <file> <times>`: adds one piece to ada's cart that often.
const [, , file = "", times = ""] = process.argv;
await using telemetry = await testTelemetry("cartservice");
await using store = new SqliteStore(file, 60, telemetry);
for (let i = 0; i < Number(times); i += 1) {
  await store.update("ada", (cart) => addToCart(cart, "ada", { productId: "a", quantity: 1 }), {
    context: ROOT_CONTEXT,
  });
}
