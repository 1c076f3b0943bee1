import { mark } from './value-writer';

/** What stands for something else. */
interface Marked {
  readonly v: unknown;
}

const pairsOf = (flat: unknown): [unknown, unknown][] => {
  const [list, pairs] = [flat as unknown[], [] as [unknown, unknown][]];
  for (let at = 0; at < list.length; at += 2) pairs.push([list[at], list[at + 1]]);
  return pairs;
};

/** What each mark stands for; the parts are read already. */
const made: Readonly<Record<string, (value: unknown) => unknown>> = {
  bigint: (value) => BigInt(value as string),
  undefined: () => undefined,
  number: (value) => Number(value),
  date: (value) => new Date((value as number | null) ?? NaN),
  map: (value) => new Map(pairsOf(value)),
  set: (value) => new Set(value as unknown[]),
  buffer: (value) => Buffer.from(value as string, 'base64'),
  bytes: (value) => new Uint8Array(Buffer.from(value as string, 'base64')),
  object: (value) => Object.fromEntries(pairsOf(value) as [string, unknown][]),
};

/** Makes the value again that a ValueWriter showed. */
export class ValueReader {
  read(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((each) => this.read(each));
    if (Object.hasOwn(value, mark)) return this.unmarked((value as Record<string, string>)[mark], value);
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.read(each)]));
  }

  private unmarked(as: string | undefined, value: object): unknown {
    const make = as !== undefined && Object.hasOwn(made, as) ? made[as] : undefined;
    if (make === undefined)
      throw new Error(`a cached value is marked ${as}, which this version does not know`);
    return make(this.read((value as Marked).v));
  }
}
