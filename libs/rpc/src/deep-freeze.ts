/** The message itself, with all messages and lists in it, which can't be changed any more. */
export function deepFreeze<T extends object>(message: T): T {
  if (Object.isFrozen(message)) return message;
  Object.freeze(message);
  for (const value of Object.values(message)) if (typeof value === "object" && value !== null) deepFreeze(value);
  return message;
}
