/** A whole number of 64 bits: a number as long as that is exact. */
export type Int64 = number | bigint;

const decimal = /^(?:0|-?[1-9]\d{0,18})$/;
const least = -(2n ** 63n);
const most = 2n ** 63n - 1n;
const fits = (value: bigint): boolean => value >= least && value <= most;

/** What Redis takes this text for: no sign but a minus, no leading zeros, no blanks; undefined: no integer. */
export function parseInt64(text: string): Int64 | undefined {
  if (!decimal.test(text)) return undefined;
  if (text.length < 16) return Number(text);
  const value = BigInt(text);
  return fits(value) ? value : undefined;
}

/** An argument as Redis would take it from a client. */
export function toInt64(value: Int64 | string): Int64 | undefined {
  if (typeof value === 'bigint') return fits(value) ? value : undefined;
  return Number.isSafeInteger(value) ? (value as number) : parseInt64(String(value));
}

/** The sum; undefined when it overflows. */
export function addInt64(one: Int64, other: Int64): Int64 | undefined {
  if (typeof one === 'number' && typeof other === 'number') {
    const sum = one + other;
    if (Number.isSafeInteger(sum)) return sum;
  }
  const sum = BigInt(one) + BigInt(other);
  return fits(sum) ? sum : undefined;
}

/** The number times minus one; undefined for the least of all, which has no counterpart. */
export function negateInt64(value: Int64): Int64 | undefined {
  if (typeof value === 'number') return 0 - value;
  return value === least ? undefined : -value;
}
