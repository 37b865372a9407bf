/** The largest security code, which has three or four digits. As a number: 007 is 7. */
export const SECURITY_CODE_MAX = 9999;

/** A card number without the spaces and dashes that people write. */
export function cardDigits(number: string): string {
  return number.replace(/[\s-]/g, "");
}

/** Whether the check digit is right, by Luhn's formula (ISO/IEC 7812-1, annex B). */
export function passesLuhn(digits: string): boolean {
  if (!/^\d+$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The last four digits: the only part of a card number that may be logged. */
export function lastFour(digits: string): string {
  return digits.slice(-4);
}
