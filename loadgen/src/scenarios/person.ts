import type { Random } from "@hipstershop/random";

const FIRST_NAMES = [
  "Ada",
  "Bela",
  "Chidi",
  "Dolores",
  "Emre",
  "Freya",
  "Goran",
  "Hana",
  "Imani",
  "Jun",
  "Keiko",
  "Luis",
];
const LAST_NAMES = ["Abara", "Bianchi", "Castle", "Demir", "Eriksen", "Fontaine", "Goto", "Horvat", "Ito", "Jensen"];
const STREETS = ["Typewriter Lane", "Terrarium Street", "Vinyl Road", "Barista Alley", "Fixie Way", "Beard Oil Square"];
const CITIES = [
  ["Lisbon Falls", "ME"],
  ["Paris", "TX"],
  ["Berlin", "NH"],
  ["Cairo", "GA"],
  ["Moscow", "ID"],
] as const;
const CARD_DIGITS = 16;
const VALID_YEARS = 10;

/** A made-up person's checkout form. The card is a Visa that passes the Luhn check and is valid beyond this year. */
export function checkoutForm(random: Random, thisYear: number): Record<string, string> {
  const [first, last] = [random.pick(FIRST_NAMES), random.pick(LAST_NAMES)];
  const [city, state] = random.pick(CITIES);
  return {
    email: `${first}.${last}@example.com`.toLowerCase(),
    street_address: `${random.int(1, 999)} ${random.pick(STREETS)}`,
    zip_code: String(random.int(10_000, 99_999)),
    city,
    state,
    country: "United States",
    credit_card_number: visaNumber(random),
    credit_card_expiration_month: String(random.int(1, 12)),
    credit_card_expiration_year: String(thisYear + random.int(1, VALID_YEARS)),
    credit_card_cvv: String(random.int(100, 999)),
  };
}

/**
 * A prefix of Visa cards. Other prefixes with 4 (4026, 4405, 4508, 4844, 4913, 4917, …) are Visa Electron, which the shop
 * refuses.
 */
const VISA = [4, 4, 3, 2];

/** A random Visa card number of 16 digits. The last one is the Luhn check digit. */
export function visaNumber(random: Random): string {
  const digits = [...VISA, ...Array.from({ length: CARD_DIGITS - 1 - VISA.length }, () => random.int(0, 9))];
  const sum = digits.reduce((total, digit, i) => total + (i % 2 === 0 ? digitSum(digit * 2) : digit), 0);
  return [...digits, (10 - (sum % 10)) % 10].join("");
}

function digitSum(n: number): number {
  return n > 9 ? n - 9 : n;
}
