/** The kinds of numbers in a row, by name; each is kept as its bytes. */
export const typedArrays = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;

/** The name of one of them. */
export type TypedArrayName = keyof typeof typedArrays;

/** Its bytes as a text. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

/** Bytes in memory of their own, where those of a Buffer may be part of a larger one. */
export const bufferOf = (text: string): ArrayBuffer => new Uint8Array(Buffer.from(text, 'base64')).buffer;
