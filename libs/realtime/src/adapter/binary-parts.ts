/** What stands where bytes were; as Socket.IO's own protocol has it. */
interface Placeholder {
  readonly _placeholder: true;
  readonly num: number;
}

/** Something as JSON can carry it: without bytes, which stand beside it. */
export interface PackedValue {
  readonly value: unknown;
  /** In base64; left out where there are none. */
  readonly bytes?: readonly string[];
}

/** Takes bytes out of a value; one without any is given as it is. */
export function packBytes(value: unknown): PackedValue {
  if (!hasBytes(value)) return { value };
  const bytes: string[] = [];
  return { value: taken(value, bytes), bytes };
}

/** Puts them back. */
export function unpackBytes({ value, bytes }: PackedValue): unknown {
  return bytes === undefined ? value : restored(value, bytes);
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isBytes = (value: unknown): value is ArrayBuffer | ArrayBufferView =>
  value instanceof ArrayBuffer || ArrayBuffer.isView(value);

function hasBytes(value: unknown): boolean {
  if (!isPlain(value)) return false;
  if (Array.isArray(value)) return value.some(hasBytes);
  if (isBytes(value)) return true;
  for (const key in value) if (hasBytes(value[key])) return true;
  return false;
}

function taken(value: unknown, bytes: string[]): unknown {
  if (!isPlain(value)) return value;
  if (isBytes(value)) {
    const placeholder: Placeholder = { _placeholder: true, num: bytes.length };
    bytes.push(bufferOf(value).toString('base64'));
    return placeholder;
  }
  return mapped(value, (each) => taken(each, bytes));
}

function restored(value: unknown, bytes: readonly string[]): unknown {
  if (!isPlain(value)) return value;
  const { _placeholder: isHere, num } = value as Partial<Placeholder>;
  const held = isHere === true && num !== undefined ? bytes[num] : undefined;
  if (held !== undefined) return Buffer.from(held, 'base64');
  return mapped(value, (each) => restored(each, bytes));
}

const bufferOf = (value: ArrayBuffer | ArrayBufferView): Buffer =>
  value instanceof ArrayBuffer
    ? Buffer.from(value)
    : Buffer.from(value.buffer, value.byteOffset, value.byteLength);

function mapped(value: Record<string, unknown>, map: (each: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  // What says itself how it is written (a Date) has nothing in it to be replaced.
  if (typeof value['toJSON'] === 'function') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, map(each)]));
}
