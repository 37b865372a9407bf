import { FaultSwitches } from "@hipstershop/faults/switches";
import { testTelemetry } from "@hipstershop/testkit";
import { startTestShop, type TestShop } from "./shop.ts";

/** A whole shop in this process, with the switches of its faults. */
export interface SwitchedShop extends AsyncDisposable {
  readonly shop: TestShop;
  readonly switches: FaultSwitches;
}

/** The parameters are those of startTestShop. */
export async function startSwitchedShop(...options: Parameters<typeof startTestShop>): Promise<SwitchedShop> {
  const stack = new AsyncDisposableStack();
  const shop = stack.use(await startTestShop(...options));
  const switches = stack.use(new FaultSwitches(shop.address("flagservice"), stack.use(await testTelemetry())));
  return { shop, switches, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
