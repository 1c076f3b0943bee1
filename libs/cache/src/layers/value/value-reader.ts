import { bufferOf, type TypedArrayName, typedArrays } from './typed-arrays';
import { mark } from './value-writer';

/** What stands for something else. */
interface Marked {
  readonly v: unknown;
}

const pairsOf = (flat: unknown): [unknown, unknown][] => {
  const [list, pairs] = [listOf(flat), [] as [unknown, unknown][]];
  for (let at = 0; at < list.length; at += 2) pairs.push([list[at], list[at + 1]]);
  return pairs;
};

const listOf = (value: unknown): unknown[] => {
  if (!Array.isArray(value)) throw new Error('a cached value lacks a list');
  return value;
};

const errorOf = (value: unknown): Error => {
  const [name, message, fields] = value as [string, string, object];
  const error = Object.assign(new Error(message), fields);
  if (error.name !== name) Object.defineProperty(error, 'name', { value: name, configurable: true });
  // Where it was thrown is no part of it.
  delete error.stack;
  return error;
};

const numbersOf = (value: unknown): unknown => {
  const [kind, text] = value as [TypedArrayName, string];
  return new typedArrays[kind](bufferOf(text));
};

/** What each mark stands for; the parts are read already. */
const made: Readonly<Record<string, (value: unknown) => unknown>> = {
  bigint: (value) => BigInt(value as string),
  undefined: () => undefined,
  number: (value) => Number(value),
  date: (value) => new Date((value as number | null) ?? NaN),
  map: (value) => new Map(pairsOf(value)),
  set: (value) => new Set(listOf(value)),
  buffer: (value) => Buffer.from(value as string, 'base64'),
  bytes: (value) => new Uint8Array(Buffer.from(value as string, 'base64')),
  numbers: numbersOf,
  memory: (value) => bufferOf(value as string),
  regexp: (value) => new RegExp(...(value as [string, string])),
  error: errorOf,
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
