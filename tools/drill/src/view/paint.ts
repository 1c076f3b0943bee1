const code = (number: number) => (text: string) => `\u001b[${number}m${text}\u001b[0m`;
const plain = (text: string) => text;

/** Colours for a terminal, and none where they are not wanted. */
export type Paint = Readonly<Record<'red' | 'green' | 'yellow' | 'dim' | 'bold', (text: string) => string>>;

/** The colours that go with an output. */
export function paintFor(isColoured: boolean): Paint {
  const of = (number: number) => (isColoured ? code(number) : plain);
  return { red: of(31), green: of(32), yellow: of(33), dim: of(2), bold: of(1) };
}
