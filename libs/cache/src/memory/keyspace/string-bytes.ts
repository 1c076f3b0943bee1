// V8 keeps one byte a character where all are below 256. On such a string this cannot match and is not even tried.
const wide = /[^\0-\xff]/;

/** The bytes a string takes on V8's heap: a header of 16, its characters, rounded up to 8. */
export function stringBytes(text: string): number {
  const width = wide.test(text) ? 2 : 1;
  return (23 + text.length * width) & ~7;
}
