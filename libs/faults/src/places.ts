import type { Act, Fault } from "./catalogue/index.ts";

/** Where a fault acts, in all its variants, one phrase for each place: "in paymentservice, at PaymentService/Charge". */
export function placesOf({ variants }: Fault): readonly string[] {
  return [...new Set(variants.flatMap(({ acts }) => acts.map(placeOf)))];
}

function placeOf({ at, service, rpc }: Act): string {
  const where = service === "*" ? "every service" : service;
  const what = rpc.replace(/^hipstershop\./, "");
  switch (at) {
    case "handler":
      return rpc === "*" ? `in ${where}, at all its rpcs` : `in ${where}, at ${what}`;
    case "call":
      return rpc === "*" ? `in ${where}, at all its calls` : `in ${where}, at its calls of ${what}`;
    case "work":
      return rpc === "*" ? `in ${where}, at its own work` : `in ${where}, at its own work ${what}`;
    case "service":
      return `in ${where}, in the whole process`;
  }
}

/** How a request asks for a fault, in baggage and in a header alike: paymentFailure:declined. */
export function wishFor({ name, variants }: Fault): string {
  return `${name}:${variants[1].name}`;
}
