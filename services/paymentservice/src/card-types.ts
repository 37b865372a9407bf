/** A card brand: prefixes and lengths of its numbers. */
interface CardType {
  readonly name: string;
  readonly lengthMin: number;
  readonly lengthMax: number;
}

/** Name, minimum and maximum length, and prefixes: single ones, or first-last of a range. The first match counts. */
const TABLE = [
  ["amex", 15, 15, "34 37"],
  ["diners carte blanche", 14, 14, "300-305"],
  ["diners international", 14, 14, "36 38 39 309"],
  ["jcb", 16, 16, "3528-3589"],
  ["laser", 16, 19, "6304 6706 6709 6771"],
  ["visa_electron", 16, 16, "4026 417500 4508 4844 4913 4917"],
  ["visa", 16, 16, "4"],
  ["mastercard", 16, 16, "51-55"],
  ["maestro", 12, 19, "5018 5081 5044 5020 5038 603845 6304 6759 6761-6763 6220 504834 504817 504645"],
  ["rupay", 16, 16, "508500-508999 606985-607984 608001-608500 652150-653049 817200-820199"],
  ["discover", 16, 16, "6011 622126-622925 65"],
] as const;

const TYPES = TABLE.map(([name, lengthMin, lengthMax, prefixes]) => ({
  type: { name, lengthMin, lengthMax },
  ranges: prefixes.split(" ").map((range) => {
    const [first = "", last = first] = range.split("-");
    return { first, last };
  }),
}));

/** The brand of a number by its first digits; undefined for an unknown brand. */
export function cardType(digits: string): CardType | undefined {
  const found = TYPES.find(({ ranges }) =>
    ranges.some(({ first, last }) => {
      const prefix = digits.slice(0, first.length);
      return prefix.length === first.length && prefix >= first && prefix <= last;
    }),
  );
  return found?.type;
}
