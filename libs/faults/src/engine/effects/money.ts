interface WireMoney {
  readonly currencyCode: string;
  readonly units: string | number;
  readonly nanos: number;
}

/** The message `Money` without its fraction: the unit below, or the one above. Amounts of whole units stay. */
export function roundMoney(answer: unknown, mode: "up" | "down"): unknown {
  const money = answer as WireMoney;
  if (!money?.nanos) return answer;
  const sign = money.nanos < 0 ? -1n : 1n;
  const units = BigInt(money.units) + (mode === "up" ? sign : 0n);
  return { ...money, units: String(units), nanos: 0 };
}
