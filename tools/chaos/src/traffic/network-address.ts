let given = 0;

/** A network address that nobody has asked from before, each in a network of its own. */
export function newAddress(): string {
  given += 1;
  return `10.${(given >> 16) & 255}.${(given >> 8) & 255}.${given & 255}`;
}
