import type { Call } from "@hipstershop/rpc";

export function recommended(call: Call, given: number, answered: number): void {
  call.span.setAttributes({ "app.products.given": given, "app.products.recommended": answered });
}
