import { fieldOf } from "../../message.ts";

/** The message `Money` without its fraction: the unit below, or the one above. Amounts of whole units stay. */
export function roundMoney(money: unknown, mode: "up" | "down"): unknown {
  const nanos = Number(fieldOf(money, "nanos") ?? 0);
  if (typeof money !== "object" || nanos === 0) return money;
  const units = BigInt(String(fieldOf(money, "units")));
  const step = mode === "down" ? 0n : BigInt(Math.sign(nanos));
  return { ...money, units: String(units + step), nanos: 0 };
}
