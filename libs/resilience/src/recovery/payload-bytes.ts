const numberBytes = 8;
const flagBytes = 4;

/** How many bytes of data a value carries: text as UTF-8, numbers as 8, containers as what they hold. */
export function payloadBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number' || typeof value === 'bigint') return numberBytes;
  if (typeof value !== 'object' || value === null) return flagBytes;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (value instanceof Date) return numberBytes;
  if (value instanceof Map) return sum(value.entries());
  if (value instanceof Set || Array.isArray(value)) return sum(value.values());
  return sum(Object.entries(value).values());
}

function sum(values: Iterable<unknown>): number {
  let bytes = 0;
  for (const value of values) {
    if (Array.isArray(value)) for (const part of value) bytes += payloadBytes(part);
    else bytes += payloadBytes(value);
  }
  return bytes;
}
