/** The largest security code, which has three or four digits. As a number: 007 is 7. */
export const SECURITY_CODE_MAX = 9999;

/** A card number as people write it, without its spaces and dashes. */
export function cardDigits(number: string): string {
  return number.replace(/[\s-]/g, "");
}

/** Whether the digits carry a right check digit, by Luhn's formula (ISO/IEC 7812-1, annex B). */
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

/** The last four digits: as much of a card number as a log line may hold. */
export function lastFour(digits: string): string {
  return digits.slice(-4);
}
